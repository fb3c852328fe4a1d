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
  readonly operations: readonly MovingOperation[]
  /** Jobs that wait for a person and are not over. */
  readonly waiting: {
    readonly unconfirmed: number
    readonly overdue: number
    readonly linkRefused: number
    readonly archiveUnwell: number
  }
  /** The latest failure; null: none ever. */
  readonly failure: LatestFailure | null
  /** Changes whenever somebody says something about a group of failures. */
  readonly failureMarks: string
  /** The latest entry of the audit; null: none ever. */
  readonly auditId: string | null
}

export type MovingOperation = {
  readonly id: string
  readonly action: string
  readonly state: 'running' | 'finished' | 'failed' | 'canceled'
  readonly matched: number
  readonly done: number
  readonly refused: number
  readonly skipped: number
  readonly problemCount: number
}

export type LatestFailure = {
  readonly id: string
  readonly at: string
  readonly jobId: string
  readonly fingerprint: string
}

type Latest = Pick<Activity, 'failure' | 'failureMarks' | 'auditId'> & { readonly outboxId: string | null }

const batchesWatchedMax = 50
const operationsWatchedMax = 20

/**
 * Cheap enough for every second: jobs in flight are bounded by the slots, batches and operations by the newest, and
 * what is the latest of its kind is the end of an index.
 */
export async function readActivity({ sql }: Database, ownerId: OwnerId): Promise<Activity> {
  const [states, batches, operations, [latest]] = await Promise.all([
    sql<StateRow[]>`
      select state, count(*)::integer as count, sum(version)::text as versions,
        (count(*) filter (where overdue and state = 'rendering'))::integer as overdue,
        (count(*) filter (where waiting_for = 'link_refused'))::integer as "linkRefused",
        (count(*) filter (where waiting_for = 'archive_unwell'))::integer as "archiveUnwell"
      from jobs
      where state in ('submitting', 'unconfirmed', 'rendering', 'archiving') and owner_id = ${ownerId}
      group by state order by state`,
    sql<BatchRow[]>`
      select ${batchColumns(sql)}
      from (select * from batches where owner_id = ${ownerId} order by id desc limit ${batchesWatchedMax}) b
      ${batchSources(sql)} order by b.id desc`,
    sql<MovingOperation[]>`
      select id, action, state, matched, done, refused, skipped, problem_count as "problemCount"
      from operations where owner_id = ${ownerId} order by id desc limit ${operationsWatchedMax}`,
    sql<[Latest]>`
      select (select max(id) from outbox) as "outboxId",
        (select a.id::text from audit_entries a where a.owner_id = ${ownerId} order by a.id desc limit 1) as "auditId",
        (select json_build_object('id', f.id::text, 'at', f.at, 'jobId', f.job_id, 'fingerprint', f.fingerprint)
          from failures f where f.owner_id = ${ownerId} order by f.at desc, f.id desc limit 1) as failure,
        (select concat(count(*), ' ', max(at)) from failure_groups where owner_id = ${ownerId}) as "failureMarks"`,
  ])
  const sum = (name: 'overdue' | 'linkRefused' | 'archiveUnwell') =>
    states.reduce((total, row) => total + row[name], 0)
  return {
    marks: JSON.stringify([states, latest.outboxId]),
    inFlight: Object.fromEntries(
      states.filter(({ state }) => state !== 'unconfirmed').map((row) => [row.state, row.count]),
    ),
    batches: batches.map(batchRecordFromRow),
    operations,
    waiting: {
      unconfirmed: states.find(({ state }) => state === 'unconfirmed')?.count ?? 0,
      overdue: sum('overdue'),
      linkRefused: sum('linkRefused'),
      archiveUnwell: sum('archiveUnwell'),
    },
    failure: latest.failure,
    failureMarks: latest.failureMarks,
    auditId: latest.auditId,
  }
}

type StateRow = {
  readonly state: string
  readonly count: number
  readonly versions: string
  readonly overdue: number
  readonly linkRefused: number
  readonly archiveUnwell: number
}
