import { burstS, turnHorizonMs, turnsPerSecondMin } from '@reelkeep/core'
import { cutNow } from '../gates/gate-terms.ts'
import type { Database } from '../open-database.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

export type PollTurnRequest = {
  readonly upstream: string
  /** How many polls wait here for a turn. */
  readonly count: number
  /** Real ones a real minute, as the next: already multiplied by `speed`. A live override wins. */
  readonly pollsPerMinute: number
  readonly requestsPerMinute: number
  /** The factor for a live override, which is kept in plan time. */
  readonly speed: number
  /** Polls draw on the creates' bucket too: they go first, and may take it below zero. */
  readonly pollsShareRate: boolean
}

/**
 * Takes turns to poll for one process, out of what all processes share, and answers how many milliseconds each of them
 * is to wait. As many as `count`, or fewer: nobody is promised a turn beyond the horizon, so the others ask again.
 *
 * A crash that loses the last of these updates costs a few turns of a rate, so no commit waits for the disk.
 */
export async function takePollTurns({ sql }: Database, request: PollTurnRequest): Promise<number[]> {
  const { upstream, count, pollsPerMinute, requestsPerMinute, speed, pollsShareRate } = request
  const factor = sql`${speed}::float8`
  const rows = await withDeadlockRetry(
    () => sql<{ wait_ms: number | null }[]>`
      with hurried as materialized (select set_config('synchronous_commit', 'off', true)),
      limits as materialized (
        select coalesce(polls_per_minute * ${factor}, ${pollsPerMinute}::float8) / 60 as polls_per_second,
          coalesce(requests_per_minute * ${factor}, ${requestsPerMinute}::float8) / 60 as creates_per_second
        from upstream_gates, hurried where upstream = ${upstream}
      ),
      locked_gate as materialized (
        select tokens, tokens_at, cut, cut_at from upstream_gates
        where upstream = ${upstream} and ${pollsShareRate}::boolean for no key update
      ),
      locked_bucket as materialized (
        select tokens, tokens_at, cut, cut_at from poll_buckets
        where upstream = ${upstream} and (select count(*) from locked_gate) >= 0 for no key update
      ),
      clock as materialized (
        select b.*, clock_timestamp() as at from locked_bucket b
      ),
      cuts as materialized (
        select b.at, b.tokens, b.tokens_at, g.tokens as gate_tokens, g.tokens_at as gate_tokens_at,
          ${cutNow(sql, sql`b.cut`, sql`b.cut_at`, factor, sql`b.at`)} as poll_share,
          ${cutNow(sql, sql`g.cut`, sql`g.cut_at`, factor, sql`b.at`)} as share
        from clock b left join locked_gate g on true
      ),
      rates as materialized (
        select c.*, greatest(${turnsPerSecondMin}::float8, l.polls_per_second * c.poll_share) as per_second,
          greatest(${turnsPerSecondMin}::float8, l.creates_per_second * least(c.share, c.poll_share)) as gate_per_second
        from cuts c, limits l
      ),
      buckets as materialized (
        select r.*,
          least(greatest(1, r.per_second * ${burstS.polls}::float8),
            r.tokens + greatest(0, extract(epoch from r.at - r.tokens_at)::float8) * r.per_second) as tokens_now,
          -- Null where polls have a bucket of their own; least() alone would pass over the null.
          case when r.gate_tokens is not null then
            least(greatest(1, r.gate_per_second * ${burstS.shared}::float8),
              r.gate_tokens + greatest(0, extract(epoch from r.at - r.gate_tokens_at)::float8) * r.gate_per_second)
          end as gate_tokens_now
        from rates r
      ),
      turns as materialized (
        select n, 1000 * greatest(0, (n - tokens_now) / per_second, (n - gate_tokens_now) / gate_per_second) as wait_ms
        from buckets cross join generate_series(1, ${count}::int) as n
      ),
      given as materialized (
        select wait_ms from turns where wait_ms <= ${turnHorizonMs}::float8
      ),
      moved_bucket as (
        update poll_buckets p set tokens = b.tokens_now - (select count(*) from given), tokens_at = b.at
        from buckets b where p.upstream = ${upstream} and exists (select from given)
      ),
      moved_gate as (
        update upstream_gates g set tokens = b.gate_tokens_now - (select count(*) from given), tokens_at = b.at
        from buckets b
        where g.upstream = ${upstream} and b.gate_tokens_now is not null and exists (select from given)
      )
      select g.wait_ms from buckets left join given g on true order by g.wait_ms`,
  )
  if (rows.length === 0) throw new Error(`upstream ${upstream} has no gate; ensureGates makes one`)
  return rows.flatMap(({ wait_ms }) => (wait_ms === null ? [] : [wait_ms]))
}
