import { type BusySpan, paceWindowMs } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** The jobs of a batch that ended within the window of its pace. */
export type RecentEnds = {
  readonly ended: number
  /** When they were under way, apart from each other and in order. */
  readonly busy: readonly BusySpan[]
  /** From acceptance to its end, of the slowest; null: none was accepted. */
  readonly longestMs: number | null
}

/**
 * By batch. Neither what was canceled, which says nothing of the pace, nor what was overdue or taken up again, which was
 * under way for hours that are no measure of it. Reads jobs_ended, for those minutes alone.
 */
export async function readRecentEnds(
  { sql }: Database,
  batchIds: readonly string[],
): Promise<Map<string, RecentEnds>> {
  if (batchIds.length === 0) return new Map()
  const rows = await sql<
    {
      readonly batch_id: string
      readonly ended: number
      readonly begins: readonly number[] | null
      readonly ends: readonly number[] | null
      readonly longest_ms: number | null
    }[]
  >`
    with lately as materialized (
      select batch_id, state, overdue, reopens, finished_at,
        case when submitted_at <= finished_at then submitted_at end as accepted_at
      from jobs where finished_at > now() - make_interval(secs => ${paceWindowMs / 1_000})
    ),
    counted as (
      select batch_id, count(*)::integer as ended,
        range_agg(tstzrange(accepted_at, finished_at)) filter (where accepted_at is not null) as busy,
        extract(epoch from max(finished_at - accepted_at))::float8 * 1000 as longest_ms
      from lately
      where batch_id = any(${[...batchIds]}::text[]) and state in ('archived', 'failed') and not overdue and reopens = 0
      group by batch_id
    )
    select batch_id, ended, longest_ms,
      (select array_agg(extract(epoch from lower(span))::float8 * 1000 order by span) from unnest(busy) span) as begins,
      (select array_agg(extract(epoch from upper(span))::float8 * 1000 order by span) from unnest(busy) span) as ends
    from counted`
  return new Map(
    rows.map(({ batch_id, ended, begins, ends, longest_ms }) => {
      const busy = (begins ?? []).map((begin, place) => ({
        from: new Date(begin),
        to: new Date(ends?.[place] ?? begin),
      }))
      return [batch_id, { ended, busy, longestMs: longest_ms }]
    }),
  )
}
