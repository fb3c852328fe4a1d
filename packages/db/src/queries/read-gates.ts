import type { Database } from '../open-database.ts'

export type Gate = {
  readonly upstream: string
  /** Jobs that hold a slot now. */
  readonly inFlight: number
  readonly paused: boolean
  /** Null: open. */
  readonly closedReason: string | null
  readonly closedAt: Date | null
  /** No create before this. */
  readonly notBefore: Date | null
  /** Live overrides, in plan time; null: the configuration holds. */
  readonly maxInFlight: number | null
  readonly requestsPerMinute: number | null
  readonly pollsPerMinute: number | null
}

export async function readGates({ sql }: Database): Promise<Gate[]> {
  return sql<Gate[]>`
    select upstream, in_flight as "inFlight", paused, closed_reason as "closedReason", closed_at as "closedAt",
      not_before as "notBefore", max_in_flight as "maxInFlight", requests_per_minute as "requestsPerMinute",
      polls_per_minute as "pollsPerMinute"
    from upstream_gates order by upstream limit 1000`
}
