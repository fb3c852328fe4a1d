import type { Database } from '../open-database.ts'

export type ConfiguredLimits = {
  readonly upstream: string
  readonly maxInFlight: number
  readonly requestsPerMinute: number
}

/** Makes the gate of each configured upstream, open; one that stands keeps its state and learns the configured limits. */
export async function ensureGates({ sql }: Database, limits: readonly ConfiguredLimits[]): Promise<void> {
  await sql`
    insert into upstream_gates as g (upstream, configured_max_in_flight, configured_requests_per_minute)
    select upstream, max_in_flight, requests_per_minute
    from unnest(
      ${limits.map((limit) => limit.upstream)}::text[],
      ${limits.map((limit) => limit.maxInFlight)}::int[],
      ${limits.map((limit) => limit.requestsPerMinute)}::float8[]
    ) as configured (upstream, max_in_flight, requests_per_minute)
    order by upstream
    on conflict (upstream) do update set
      configured_max_in_flight = excluded.configured_max_in_flight,
      configured_requests_per_minute = excluded.configured_requests_per_minute
    where (g.configured_max_in_flight, g.configured_requests_per_minute)
      is distinct from (excluded.configured_max_in_flight, excluded.configured_requests_per_minute)`
}
