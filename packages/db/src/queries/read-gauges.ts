import type { JobState } from '@reelkeep/core'
import { isBelowOverdueCap } from '../gates/gate-terms.ts'
import type { Database } from '../open-database.ts'

/** What an operator's alarms stand on; the whole installation, whoever's jobs. */
export type Gauges = {
  readonly jobs: readonly { readonly state: JobState; readonly count: number }[]
  /** How long the oldest due step waits, in seconds; 0: nothing is late. */
  readonly oldestDueAgeS: number
  readonly unconfirmed: number
  /** Seconds until the first link of a clip that is not yet ours dies; null: no clip is at risk. */
  readonly soonestLinkExpiryS: number | null
  /** Clips that are paid for and not yet ours, by the last alarm about their link. */
  readonly atRisk: readonly { readonly level: number; readonly rescued: boolean; readonly count: number }[]
  /** Clips cannot be kept, so none is bought. */
  readonly isArchiveUnwell: boolean
  readonly gates: readonly {
    readonly upstream: string
    readonly inFlight: number
    readonly isOpen: boolean
  }[]
  readonly workers: number
}

export async function readGauges({ sql }: Database): Promise<Gauges> {
  const [jobs, [due], gates, [workers], atRisk, [store]] = await Promise.all([
    sql<
      { state: JobState; count: number }[]
    >`select state, count(*)::integer as count from jobs group by state`,
    sql<[{ age_s: number | null; expiry_s: number | null }]>`
      select extract(epoch from max(now() - due_at))::float8 as age_s,
        extract(epoch from min(source_expires_at) filter (where state = 'archiving') - now())::float8 as expiry_s
      from jobs where state in ('submitting', 'rendering', 'archiving')`,
    sql<{ upstream: string; in_flight: number; is_open: boolean }[]>`
      select g.upstream, g.in_flight, not g.paused and g.closed_reason is null and ${isBelowOverdueCap(sql)} as is_open
      from upstream_gates g order by g.upstream`,
    sql<[{ count: number }]>`
      select count(*)::integer as count from worker_heartbeats where beat_at > now() - interval '1 minute'`,
    sql<{ level: number; rescued: boolean; count: number }[]>`
      select link_alarms as level, rescued_to is not null as rescued, count(*)::integer as count
      from jobs where state = 'archiving' group by 1, 2`,
    sql<[{ is_unwell: boolean }]>`select closed_at is not null as is_unwell from store_health`,
  ])
  return {
    jobs,
    oldestDueAgeS: Math.max(0, due.age_s ?? 0),
    unconfirmed: jobs.find((row) => row.state === 'unconfirmed')?.count ?? 0,
    soonestLinkExpiryS: due.expiry_s,
    atRisk,
    isArchiveUnwell: store.is_unwell,
    gates: gates.map((row) => ({ upstream: row.upstream, inFlight: row.in_flight, isOpen: row.is_open })),
    workers: workers.count,
  }
}
