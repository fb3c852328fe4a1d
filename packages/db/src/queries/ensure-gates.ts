import type { Database } from '../open-database.ts'

export type ConfiguredLimits = {
  readonly upstream: string
  readonly maxInFlight: number
  /** Real ones a real minute: already multiplied by `speed`. */
  readonly requestsPerMinute: number
  /** How much faster than life a simulated upstream's clock runs. Absent: 1. */
  readonly speed?: number
  /** Overdue tasks at which nothing more is sent. Absent: no cap. */
  readonly maxOverdue?: number
}

/** Makes the gate of each configured upstream, open; one that stands keeps its state and learns the configured limits. */
export async function ensureGates({ sql }: Database, limits: readonly ConfiguredLimits[]): Promise<void> {
  const configured = limits.map((limit) => ({
    upstream: limit.upstream,
    max_in_flight: limit.maxInFlight,
    requests_per_minute: limit.requestsPerMinute,
    speed: limit.speed ?? 1,
    max_overdue: limit.maxOverdue ?? null,
  }))
  await sql`
    with with_buckets as (
      insert into poll_buckets (upstream) select unnest(${limits.map(({ upstream }) => upstream)}::text[])
      on conflict (upstream) do nothing
    )
    insert into upstream_gates as g (upstream, configured_max_in_flight, configured_requests_per_minute,
      configured_speed, configured_max_overdue)
    select upstream, max_in_flight, requests_per_minute, speed, max_overdue
    from json_to_recordset(${JSON.stringify(configured)}::text::json) as configured (
      upstream text, max_in_flight int, requests_per_minute float8, speed float8, max_overdue int)
    order by upstream
    on conflict (upstream) do update set
      configured_max_in_flight = excluded.configured_max_in_flight,
      configured_requests_per_minute = excluded.configured_requests_per_minute,
      configured_speed = excluded.configured_speed, configured_max_overdue = excluded.configured_max_overdue
    where (g.configured_max_in_flight, g.configured_requests_per_minute, g.configured_speed, g.configured_max_overdue)
      is distinct from (excluded.configured_max_in_flight, excluded.configured_requests_per_minute,
        excluded.configured_speed, excluded.configured_max_overdue)`
}
