import type { BulkAction, BulkFacts, JobId, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { type BulkFactsRow, bulkFactsColumns, bulkFactsFrom, bulkFactsSources } from './bulk-facts.ts'

/** A bulk action that somebody agreed to, in this worker's hand for a while. */
export type BulkOrder = {
  readonly id: string
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly action: BulkAction
  /** Only for `prioritize`. */
  readonly priority: number | null
  readonly includesModerated: boolean
  /** The last place that was handled; 0: none. */
  readonly position: number
}

/** The running action that has waited longest for its next part, and that nobody has in hand. */
export async function claimBulk({ sql }: Database, holdMs: number): Promise<BulkOrder | null> {
  const [row] = await sql<BulkOrder[]>`
    update operations set held_until = now() + ${holdMs}::float8 * interval '1 millisecond' where id = (
      select id from operations
      where state = 'running' and action in ('retry', 'cancel', 'rearchive', 'prioritize')
        and (held_until is null or held_until < now())
      order by moved_at, id limit 1 for update skip locked)
    returning id, owner_id as "ownerId", key_id as "keyId", action, (filter ->> 'priority')::integer as priority,
      coalesce((filter ->> 'include_moderated')::boolean, false) as "includesModerated",
      coalesce(position, '0')::integer as position`
  return row ?? null
}

export type BulkJob = {
  readonly place: number
  readonly jobId: JobId
  readonly facts: BulkFacts
  /** The caps of its batch and of its key in all. Not of a day: what a day has no room for goes on the next one. */
  readonly accountIds: readonly string[]
  /** What admission would reserve; null: it has no price and no maximum. */
  readonly reserveTicks: Ticks | null
}

/** The next jobs of the list, as they stand now. */
export async function listBulkJobs(
  { sql }: Database,
  { id, position }: Pick<BulkOrder, 'id' | 'position'>,
  limit: number,
): Promise<BulkJob[]> {
  const rows = await sql<
    (BulkFactsRow & { place: number; id: JobId; account_ids: string[]; reserve_ticks: bigint | null })[]
  >`
    select o.place, j.id, coalesce(j.quoted_ticks, j.max_price_ticks) as reserve_ticks, array(
        select a.id from accounts a where a.kind = 'batch' and a.batch_id = j.batch_id
        union all select a.id from accounts a where a.kind = 'key' and a.key_id = j.key_id) as account_ids,
      ${bulkFactsColumns(sql)}
    from operation_jobs o join jobs j on j.id = o.job_id ${bulkFactsSources(sql)}
    where o.operation_id = ${id} and o.place > ${position} order by o.place limit ${limit}`
  return rows.map((row) => ({
    place: row.place,
    jobId: row.id,
    facts: bulkFactsFrom(row),
    accountIds: row.account_ids,
    reserveTicks: row.reserve_ticks,
  }))
}

/** What each of these caps has left beside what waits in line already, of that batch or key. Accounts without a cap are left out. */
export async function readCapRoom(
  { sql }: Database,
  accountIds: readonly string[],
): Promise<Map<string, Ticks>> {
  if (accountIds.length === 0) return new Map()
  const rows = await sql<{ id: string; room: string }[]>`
    select a.id, (a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks - coalesce(q.ticks, 0))::text as room
    from accounts a left join lateral (
      select sum(coalesce(j.quoted_ticks, j.max_price_ticks, 0)) as ticks from jobs j
      where j.state = 'queued' and (a.kind = 'batch' and j.batch_id = a.batch_id or a.kind = 'key' and j.key_id = a.key_id)
    ) q on true
    where a.id = any(${[...accountIds]}::text[]) and a.cap_ticks is not null`
  return new Map(rows.map(({ id, room }) => [id, BigInt(room)]))
}
