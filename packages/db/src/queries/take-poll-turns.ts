import { burstS, spareTurnsS, turnHorizonMs, turnsPerSecondMin } from '@reelkeep/core'
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

export type PollTurns = {
  /** How many milliseconds each is to wait, in order. As many as were asked for, or fewer. */
  readonly waitsMs: readonly number[]
  /** Turns beyond those that were asked for, to be used at once or within the horizon; only at a high rate. */
  readonly spare: number
}

/**
 * Takes turns to poll for one process, out of what all processes share. Nobody is promised a turn beyond the
 * horizon, so those who are left out ask again.
 *
 * A crash that loses the last of these updates costs a few turns of a rate, so no commit waits for the disk.
 */
export async function takePollTurns({ sql }: Database, request: PollTurnRequest): Promise<PollTurns> {
  const { upstream, count, pollsPerMinute, requestsPerMinute, speed, pollsShareRate } = request
  const factor = sql`${speed}::float8`
  const rows = await withDeadlockRetry(
    () => sql<{ wait_ms: number | null; spare: number }[]>`
      with hurried as materialized (select set_config('synchronous_commit', 'off', true)),
      limits as materialized (
        select coalesce(polls_per_minute * ${factor}, ${pollsPerMinute}::float8) / 60 as polls_per_second,
          -- A live limit of zero stops creates; what is paid for is still asked about.
          coalesce(nullif(requests_per_minute, 0) * ${factor}, ${requestsPerMinute}::float8) / 60 as creates_per_second
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
            least(greatest(1, r.gate_per_second * ${burstS.shared}::float8 / ${factor}),
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
      taken as materialized (
        select b.*, s.spare, s.spare + (select count(*) from given) as taken
        from buckets b cross join lateral (
          select case when b.gate_tokens_now is not null then 0
            else greatest(0, least(floor(b.per_second * ${spareTurnsS}::float8), floor(b.tokens_now) - ${count}::int))
            end::int as spare
        ) s
      ),
      moved_bucket as (
        update poll_buckets p set tokens = t.tokens_now - t.taken, tokens_at = t.at
        from taken t where p.upstream = ${upstream} and t.taken > 0
      ),
      moved_gate as (
        update upstream_gates g set tokens = t.gate_tokens_now - t.taken, tokens_at = t.at
        from taken t where g.upstream = ${upstream} and t.gate_tokens_now is not null and t.taken > 0
      )
      select g.wait_ms, t.spare from taken t left join given g on true order by g.wait_ms`,
  )
  const [first] = rows
  if (first === undefined) throw new Error(`upstream ${upstream} has no gate; ensureGates makes one`)
  return {
    waitsMs: rows.flatMap(({ wait_ms }) => (wait_ms === null ? [] : [wait_ms])),
    spare: first.spare,
  }
}
