import type { JobState, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type Stats = {
  /** Jobs by state, now. */
  readonly jobs: Readonly<Partial<Record<JobState, number>>>
  /** Within the window. */
  readonly created: number
  readonly archived: number
  readonly failed: number
  readonly bytes: bigint
  readonly pollsPerClip: number | null
  readonly latencies: readonly Latency[]
  /** How long the oldest overdue wake is past its time; null: nothing is late. */
  readonly latenessMsMax: number | null
  readonly clipsDamaged: number
}

/** Null: nothing ended within the window. */
export type Latency = {
  readonly name: 'queued' | 'rendering' | 'archiving' | 'total'
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

type StatsRow = {
  created: number
  archived: number
  failed: number
  bytes: string
  polls_per_clip: number | null
  queued: number[] | null
  rendering: number[] | null
  archiving: number[] | null
  total: number[] | null
}

/** How it goes: counts now, and pace and latencies since `from`. Reads jobs_newest back to the window's first id. */
export async function readStats({ sql }: Database, ownerId: OwnerId, from: Date): Promise<Stats> {
  const [counts, [window], [late], [damaged]] = await Promise.all([
    sql<{ state: JobState; count: number }[]>`
      select state, count(*)::integer as count from jobs where owner_id = ${ownerId} group by state`,
    sql<[StatsRow]>`
      select
        count(*) filter (where j.created_at >= ${from})::integer as created,
        count(*) filter (where j.state = 'archived' and j.finished_at >= ${from})::integer as archived,
        count(*) filter (where j.state = 'failed' and j.finished_at >= ${from})::integer as failed,
        coalesce(sum(c.bytes) filter (where j.finished_at >= ${from}), 0)::text as bytes,
        (avg(j.polls) filter (where j.state = 'archived' and j.finished_at >= ${from}))::float8 as polls_per_clip,
        ${spread(sql`j.submitted_at - j.created_at`)} as queued,
        ${spread(sql`j.rendered_at - j.submitted_at`)} as rendering,
        ${spread(sql`j.finished_at - j.rendered_at`)} as archiving,
        ${spread(sql`j.finished_at - j.created_at`)} as total
      from jobs j left join clips c on c.job_id = j.id
      where j.owner_id = ${ownerId} and (j.created_at >= ${from} or j.finished_at >= ${from})`,
    sql<[{ lateness_ms: number | null }]>`
      select extract(epoch from max(now() - due_at))::float8 * 1000 as lateness_ms from jobs
      where owner_id = ${ownerId} and state in ('submitting', 'rendering', 'archiving') and due_at < now()`,
    sql<[{ count: number }]>`
      select count(*)::integer as count from clips c join jobs j on j.id = c.job_id
      where c.damage is not null and j.owner_id = ${ownerId}`,
  ])
  return {
    jobs: Object.fromEntries(counts.map((row) => [row.state, row.count])),
    created: window.created,
    archived: window.archived,
    failed: window.failed,
    bytes: BigInt(window.bytes),
    pollsPerClip: window.polls_per_clip,
    latencies: (['queued', 'rendering', 'archiving', 'total'] as const).map((name) => ({
      name,
      p50Ms: window[name]?.[0] ?? null,
      p95Ms: window[name]?.[1] ?? null,
    })),
    latenessMsMax: late.lateness_ms,
    clipsDamaged: damaged.count,
  }

  function spread(interval: ReturnType<typeof sql>) {
    return sql`(percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from ${interval}) * 1000)
      filter (where j.state = 'archived' and j.finished_at >= ${from}))`
  }
}
