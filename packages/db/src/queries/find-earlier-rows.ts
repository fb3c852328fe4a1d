import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** An earlier batch and how many of the rows that are about to be bought it holds already. */
export type EarlierRows = {
  readonly batchId: string
  readonly name: string
  readonly createdAt: Date
  readonly rows: number
  /** What those with a price cost, bought again. */
  readonly ticks: Ticks
  readonly unpricedRows: number
}

/** More of one file's batches than these are not looked into. */
const batchesMax = 5

/**
 * The owner's newest batches whose name is `stem` and a day, other than `name`, that hold rows of the same content on
 * their way or archived; equal rows count as often as both have them. Reads batches_by_file, and jobs_of_batch for each.
 */
export async function findEarlierRows(
  { sql, largeSql }: Database,
  search: {
    readonly ownerId: OwnerId
    readonly stem: string
    readonly name: string
    readonly rows: readonly { readonly contentHash: string; readonly ticks: Ticks | null }[]
  },
): Promise<readonly EarlierRows[]> {
  const { ownerId, stem, name, rows } = search
  if (rows.length === 0) return []
  // '!' is what comes after a space.
  const [from, to] = [`${stem} `, `${stem}!`]
  const found = await (rows.length < largeFrom ? sql : largeSql)<
    { id: string; name: string; created_at: Date; rows: number; ticks: bigint; unpriced: number }[]
  >`
    with earlier as materialized (
      select id, name, created_at from batches
      where owner_id = ${ownerId} and name ~>=~ ${from}::text and name ~<~ ${to}::text and name <> ${name}
        and substr(name, length(${from}::text) + 1) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and state <> 'canceled'
      order by id desc limit ${batchesMax}
    ),
    wanted as materialized (
      select content_hash, max(ticks::bigint) as ticks, count(*) as copies
      from unnest(${rows.map(({ contentHash }) => contentHash)}::text[],
        ${rows.map(({ ticks }) => (ticks === null ? null : ticks.toString()))}::text[]) as w (content_hash, ticks)
      group by content_hash
    )
    select e.id, e.name, e.created_at, sum(h.copies)::integer as rows,
      coalesce(sum(h.copies * h.ticks), 0)::bigint as ticks,
      coalesce(sum(h.copies) filter (where h.ticks is null), 0)::integer as unpriced
    from earlier e cross join lateral (
      select least(w.copies, count(*)) as copies, w.ticks
      from jobs j join wanted w on w.content_hash = j.content_hash
      where j.batch_id = e.id and j.is_current and j.state not in ('failed', 'canceled')
      group by w.content_hash, w.copies, w.ticks
    ) h
    group by e.id, e.name, e.created_at order by e.id desc`
  return found.map((row) => ({
    batchId: row.id,
    name: row.name,
    createdAt: row.created_at,
    rows: row.rows,
    ticks: row.ticks,
    unpricedRows: row.unpriced,
  }))
}

/** From this size on a busy machine may need longer than other statements are allowed. */
const largeFrom = 2_000
