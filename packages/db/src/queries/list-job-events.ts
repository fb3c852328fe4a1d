import type { JsonValue, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type EventRecord = {
  readonly seq: number
  readonly at: Date
  readonly kind: string
  readonly fromState: string | null
  readonly toState: string
  readonly detail: { readonly [key: string]: JsonValue }
}

/** A job's history, oldest first, after event `afterSeq`; one more than `limit`. By the partition's primary key. */
export async function listJobEvents(
  db: Database,
  { ownerId, id }: { ownerId: OwnerId; id: string },
  page: { readonly limit: number; readonly afterSeq: number },
): Promise<EventRecord[]> {
  const rows = await db.sql<
    {
      seq: number
      at: Date
      kind: string
      from_state: string | null
      to_state: string
      detail: { [key: string]: JsonValue }
    }[]
  >`
    select e.seq, e.at, e.kind, e.from_state, e.to_state, e.detail
    from jobs j join job_events e on e.job_created_on = j.created_on and e.job_id = j.id
    where j.id = ${id} and j.owner_id = ${ownerId} and e.seq > ${page.afterSeq}
    order by e.seq limit ${page.limit + 1}`
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    fromState: row.from_state,
    toState: row.to_state,
    detail: row.detail,
  }))
}
