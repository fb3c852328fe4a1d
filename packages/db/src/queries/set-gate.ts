import type { Database } from '../open-database.ts'

/** Absent: stays. Null for a limit: the configuration holds again. */
export type GateSettings = {
  readonly paused?: boolean
  /** A reason closes the gate; null opens it, and forgets a hold after a rate limit as well. */
  readonly closedReason?: string | null
  readonly maxInFlight?: number | null
  readonly requestsPerMinute?: number | null
  readonly pollsPerMinute?: number | null
}

/** What a person, or a start without a key, says about one upstream's gate. False: there is no such gate. */
export async function setGate({ sql }: Database, upstream: string, settings: GateSettings): Promise<boolean> {
  const { paused, closedReason, maxInFlight, requestsPerMinute, pollsPerMinute } = settings
  const rows = await sql`
    update upstream_gates set
      paused = coalesce(${paused ?? null}::boolean, paused),
      closed_reason = case when ${closedReason === undefined} then closed_reason else ${closedReason ?? null}::text end,
      closed_at = case
        when ${closedReason === undefined} then closed_at
        when ${closedReason ?? null}::text is null then null
        else coalesce(closed_at, now()) end,
      not_before = case when ${closedReason === null} then null else not_before end,
      max_in_flight = case when ${maxInFlight === undefined} then max_in_flight else ${maxInFlight ?? null}::int end,
      requests_per_minute = case when ${requestsPerMinute === undefined} then requests_per_minute
        else ${requestsPerMinute ?? null}::float8 end,
      polls_per_minute = case when ${pollsPerMinute === undefined} then polls_per_minute
        else ${pollsPerMinute ?? null}::float8 end,
      updated_at = now()
    where upstream = ${upstream}
    returning upstream`
  return rows.length === 1
}
