import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type BatchRecord,
  type BatchRow,
  batchColumns,
  batchRecordFromRow,
  batchSources,
} from './batch-record.ts'

/** What moves at the moment. Two equal `marks` mean that no job on its way changed and none ended in between. */
export type Activity = {
  readonly marks: string
  readonly inFlight: Readonly<Record<string, number>>
  readonly batches: readonly BatchRecord[]
}

const batchesWatchedMax = 50

/** Cheap enough for every second: jobs in flight are bounded by the slots, batches by the newest that are not over. */
export async function readActivity({ sql }: Database, ownerId: OwnerId): Promise<Activity> {
  const [states, batches, [last]] = await Promise.all([
    sql<{ state: string; count: number; versions: string }[]>`
      select state, count(*)::integer as count, sum(version)::text as versions from jobs
      where state in ('submitting', 'rendering', 'archiving') and owner_id = ${ownerId}
      group by state order by state`,
    sql<BatchRow[]>`
      select ${batchColumns(sql)}
      from (select * from batches where owner_id = ${ownerId} order by id desc limit ${batchesWatchedMax}) b
      ${batchSources(sql)} order by b.id desc`,
    sql<[{ id: string | null }]>`select max(id) as id from outbox`,
  ])
  return {
    marks: JSON.stringify([states, last.id]),
    inFlight: Object.fromEntries(states.map((row) => [row.state, row.count])),
    batches: batches.map(batchRecordFromRow),
  }
}
