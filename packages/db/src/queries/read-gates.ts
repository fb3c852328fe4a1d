import type { Closure } from '@reelkeep/core'
import { cutNow, strainNow } from '../gates/gate-terms.ts'
import type { Database } from '../open-database.ts'

export type Gate = {
  readonly upstream: string
  /** Jobs that hold a slot now. */
  readonly inFlight: number
  readonly paused: boolean
  /** Null, as the next two: open. */
  readonly closedKind: Closure | null
  readonly closedReason: string | null
  readonly closedAt: Date | null
  /** When a single job may try a closed gate. Null: open, or closed for want of a key. */
  readonly probeAt: Date | null
  /** That job is under way. */
  readonly isProbing: boolean
  /** No create before this. */
  readonly notBefore: Date | null
  /** Tasks that are rendering past our deadline, and how many may be. Null: no cap. */
  readonly overdue: number
  readonly maxOverdue: number | null
  /** Shares of the rates that 429s have left in force now: 1 is the whole rate. */
  readonly rateCut: number
  readonly pollRateCut: number
  /** Lost submissions that count now, less what acceptances forgave. */
  readonly strain: number
  /** Live overrides, in plan time; null: the configuration holds. */
  readonly maxInFlight: number | null
  readonly requestsPerMinute: number | null
  readonly pollsPerMinute: number | null
  /** Each a `host` or `host:port` that a person has allowed for links of this upstream. */
  readonly allowedHosts: readonly string[]
}

/** Every gate, by name. `upstream` narrows it to one. */
export async function readGates({ sql }: Database, upstream?: string): Promise<Gate[]> {
  const speed = sql`g.configured_speed`
  const at = sql`clock_timestamp()`
  return sql<Gate[]>`
    select g.upstream, g.in_flight as "inFlight", g.paused, g.closed_kind as "closedKind",
      g.closed_reason as "closedReason", g.closed_at as "closedAt", g.probe_at as "probeAt",
      exists (select from jobs j where j.id = g.probe_job_id and j.state = 'submitting') as "isProbing",
      g.not_before as "notBefore", g.overdue, g.configured_max_overdue as "maxOverdue",
      ${cutNow(sql, sql`g.cut`, sql`g.cut_at`, speed, at)} as "rateCut",
      ${cutNow(sql, sql`coalesce(p.cut, 1)`, sql`p.cut_at`, speed, at)} as "pollRateCut",
      ${strainNow(sql, sql`g.strain`, sql`g.strain_at`, speed, at)} as "strain",
      g.max_in_flight as "maxInFlight", g.requests_per_minute as "requestsPerMinute",
      g.polls_per_minute as "pollsPerMinute", g.allowed_hosts as "allowedHosts"
    from upstream_gates g left join poll_buckets p on p.upstream = g.upstream
    where ${upstream ?? null}::text is null or g.upstream = ${upstream ?? null}
    order by g.upstream limit 1000`
}
