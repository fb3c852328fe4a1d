import type { OwnerId, SubmissionStatus, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { ticksFromSum } from './ticks-from-sum.ts'

/** One POST of a job, as far as it is known what became of it. */
export type SubmissionRecord = {
  readonly id: string
  readonly number: number
  readonly status: SubmissionStatus
  /** When sending it was committed; null: it was not, or not by us. */
  readonly sentAt: Date | null
  readonly deadlineAt: Date | null
  readonly unknownAt: Date | null
  readonly settledAt: Date | null
  readonly httpStatus: number | null
  readonly message: string | null
  readonly taskId: string | null
  readonly workerId: string | null
  readonly requestedModel: string
  readonly reportedModel: string | null
  readonly priceVersion: string | null
  readonly createdAt: Date
  /** Booked as charged, bills applied. Null: nothing, or an amount that nobody knows. */
  readonly chargedTicks: Ticks | null
  /** Booked as perhaps charged, and not yet taken back. */
  readonly contingentTicks: Ticks | null
  /** What came back on its POST; null: nothing did, or nothing is kept. */
  readonly answer: {
    readonly at: string
    readonly httpStatus: number | null
    readonly contentType: string | null
    readonly body: string | null
    readonly readAs: string | null
  } | null
}

type SubmissionRow = Omit<SubmissionRecord, 'chargedTicks' | 'contingentTicks'> & {
  readonly chargedTicks: string | null
  readonly contingentTicks: string | null
}

/** Every POST of a job, oldest first, after number `afterNumber`; one more than `limit`. */
export async function listSubmissions(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
  page: { readonly limit: number; readonly afterNumber: number },
): Promise<SubmissionRecord[]> {
  const rows = await sql<SubmissionRow[]>`
    select s.id, s.number, s.status, s.sent_at as "sentAt", s.deadline_at as "deadlineAt", s.unknown_at as "unknownAt",
      s.settled_at as "settledAt", s.http_status as "httpStatus", s.message, s.task_id as "taskId",
      s.worker_id as "workerId", s.requested_model as "requestedModel", s.reported_model as "reportedModel",
      s.price_version as "priceVersion", s.created_at as "createdAt",
      e.charged::text as "chargedTicks", e.contingent::text as "contingentTicks",
      (select json_build_object('at', x.at, 'httpStatus', x.http_status, 'contentType', x.content_type, 'body', x.body,
          'readAs', x.read_as)
        from exchanges x where x.job_id = j.id and x.submission_id = s.id and x.step = 'submit'
        order by x.id desc limit 1) as answer
    from jobs j join submissions s on s.job_id = j.id
    cross join lateral (
      select sum(ticks) filter (where kind in ('charged', 'adjusted')) as charged,
        nullif(sum(ticks) filter (where kind = 'contingent'), 0) as contingent
      from ledger_entries l where l.submission_id = s.id
    ) e
    where j.id = ${id} and j.owner_id = ${ownerId} and s.number > ${page.afterNumber}
    order by s.number limit ${page.limit + 1}`
  return rows.map((row) => ({
    ...row,
    chargedTicks: ticksFromSum(row.chargedTicks),
    contingentTicks: ticksFromSum(row.contingentTicks),
  }))
}
