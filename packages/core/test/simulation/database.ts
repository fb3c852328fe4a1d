import {
  type Decision,
  type Job,
  type JobEvent,
  type JobId,
  type LedgerEntry,
  ledgerSides,
  type Step,
  type Submission,
  type SubmissionId,
} from '../../src/index.ts'
import { aSubmission } from '../a-job.ts'
import { objectionTo } from './constraints.ts'
import { broken } from './invariant.ts'

export type Row = { job: Job; saveId: number; nextStep: Step | null }
export type HistoryLine = {
  readonly seq: number
  readonly kind: string
  readonly detail: Readonly<Record<string, unknown>>
}
export type Saved = { readonly before: Job; readonly after: Job; readonly event: JobEvent }

/** Tables in memory, with the constraints of the real ones. */
export type Database = {
  readonly rows: Map<JobId, Row>
  readonly submissions: Map<SubmissionId, Submission & { readonly jobId: JobId }>
  /** The unique index on task ids. */
  readonly boundTasks: Map<string, SubmissionId>
  readonly ledger: Map<string, LedgerEntry>
  /** What each account of the ledger holds, by job and by submission: "job_1 spent", "sub_1 at_risk". */
  readonly balances: Map<string, bigint>
  readonly histories: Map<JobId, HistoryLine[]>
  readonly notices: Map<JobId, string[]>
  /** When a submission fell in doubt. */
  readonly unknownAt: Map<SubmissionId, number>
  /** The day whose allowance paid for the resubmission of one by policy. */
  readonly granted: Map<SubmissionId, { readonly day: number; readonly ticks: bigint }>
  /** The gate's own counter, moved by the difference that each save makes. */
  inFlight: number
}

export function openDatabase(jobs: readonly Job[]): Database {
  return {
    rows: new Map(jobs.map((job) => [job.id, { job, saveId: 0, nextStep: null }])),
    submissions: new Map(),
    boundTasks: new Map(),
    ledger: new Map(),
    balances: new Map(),
    histories: new Map(jobs.map(({ id }) => [id, [{ seq: 1, kind: 'job-created', detail: {} }]])),
    notices: new Map(jobs.map(({ id }) => [id, []])),
    unknownAt: new Map(),
    granted: new Map(),
    inFlight: 0,
  }
}

export type Save = {
  readonly job: Job
  readonly event: JobEvent
  readonly decision: Decision
  readonly saveId: number
  readonly now: Date
}

/** Compare-and-set on id, state and version: all of a decision, or nothing. */
export function save(
  database: Database,
  { job, event, decision, saveId, now }: Save,
): 'moved-on' | 'refused' | Saved {
  const row = database.rows.get(job.id)
  if (row === undefined) return 'moved-on'
  if (row.job.version !== job.version || row.job.state !== job.state) {
    return row.saveId === saveId ? { before: job, after: row.job, event } : 'moved-on'
  }
  const after = afterDecision(job, decision, now)
  if (isTaskOfAnother(database, after.submission)) return 'refused'
  const isUndone = job.state === 'archiving' && (after.state === 'rendering' || after.state === 'queued')
  if (isUndone) broken('done never becomes undone', `${event.type} made ${job.id} ${after.state}`)
  const objection = objectionTo(job, after, decision)
  if (objection !== null) broken('the database takes every decision', `${event.type}: ${objection}`)
  const isSameState = after.state === job.state
  const keepsStep = decision.wake === null && after.dueAt !== null && isSameState
  row.nextStep = keepsStep ? row.nextStep : (decision.wake?.step ?? null)
  row.job = after
  row.saveId = saveId
  write(database, job, after, decision)
  if (decision.submission?.status === 'unknown' && after.submission !== null) {
    database.unknownAt.set(after.submission.id, now.getTime())
  }
  return { before: job, after, event }
}

/** As the worker and the statement make it: full new values, the version raised, the event numbered. */
function afterDecision(job: Job, decision: Decision, now: Date): Job {
  const { submission: change } = decision
  return {
    ...job,
    ...decision.changes,
    version: job.version + 1,
    lastSeq: job.lastSeq + (decision.event === null ? 0 : 1),
    submission:
      job.submission === null || change === null
        ? job.submission
        : {
            ...job.submission,
            status: change.status,
            workerId: change.workerId === undefined ? job.submission.workerId : change.workerId,
            deadlineAt: change.deadlineAt === undefined ? job.submission.deadlineAt : change.deadlineAt,
            sentAt: change.sentAt === 'now' ? now : job.submission.sentAt,
            taskId: change.taskId ?? job.submission.taskId,
            isUnproven: change.isUnproven ?? job.submission.isUnproven,
          },
    clip: decision.clip ?? job.clip,
  }
}

function write(database: Database, before: Job, after: Job, decision: Decision): void {
  database.inFlight += Number(after.holdsSlot) - Number(before.holdsSlot)
  keepSubmission(database, after)
  for (const entry of decision.ledger) book(database, after.id, entry)
  if (decision.event !== null) {
    const { kind, detail } = decision.event
    database.histories.get(after.id)?.push({ seq: after.lastSeq, kind, detail })
  }
  if (decision.notice !== null) database.notices.get(after.id)?.push(decision.notice.kind)
}

function keepSubmission(database: Database, { id, submission }: Job): void {
  if (submission === null) return
  database.submissions.set(submission.id, { ...submission, jobId: id })
  if (submission.taskId === null) return
  for (const [taskId, holder] of database.boundTasks) {
    if (holder === submission.id && taskId !== submission.taskId) database.boundTasks.delete(taskId)
  }
  database.boundTasks.set(submission.taskId, submission.id)
}

function isTaskOfAnother({ boundTasks }: Database, submission: Submission | null): boolean {
  if (submission === null || submission.taskId === null) return false
  const holder = boundTasks.get(submission.taskId)
  return holder !== undefined && holder !== submission.id
}

/** A charge key is booked once; a second booking of the same writes nothing. */
function book(database: Database, jobId: JobId, entry: LedgerEntry): void {
  if (database.ledger.has(entry.chargeKey)) return
  database.ledger.set(entry.chargeKey, entry)
  const { debit, credit } = ledgerSides[entry.kind]
  for (const owner of [jobId, entry.submissionId ?? jobId, 'all']) {
    move(database, `${owner} ${debit}`, entry.ticks ?? 0n)
    move(database, `${owner} ${credit}`, -(entry.ticks ?? 0n))
  }
}

function move({ balances }: Database, account: string, ticks: bigint): void {
  balances.set(account, (balances.get(account) ?? 0n) + ticks)
}

/** Admission's own statement: the claim, the submission's row, the reservation. */
export function admit(
  database: Database,
  job: Job,
  {
    workerId,
    reserve,
    now,
    recoveryMs,
  }: { workerId: string; reserve: bigint; now: Date; recoveryMs: number },
): Job {
  const number = job.submissions + 1
  const submission = aSubmission('intent', {
    id: `${job.id}_sub_${number}` as SubmissionId,
    number,
    workerId,
  })
  const after: Job = {
    ...job,
    state: 'submitting',
    waitingFor: null,
    holdsSlot: true,
    submission,
    submissions: number,
    reservedTicks: reserve,
    dueAt: new Date(now.getTime() + recoveryMs),
    version: job.version + 1,
    lastSeq: job.lastSeq + 1,
  }
  const row = database.rows.get(job.id)
  if (row === undefined) throw new Error(`${job.id} is gone`)
  row.job = after
  row.saveId = 0
  row.nextStep = null
  database.inFlight += 1
  keepSubmission(database, after)
  book(database, job.id, {
    kind: 'reserved',
    ticks: reserve,
    source: 'estimated',
    priceVersion: job.priceVersion,
    submissionId: submission.id,
    chargeKey: `${submission.id}-reserved`,
  })
  database.histories.get(job.id)?.push({ seq: after.lastSeq, kind: 'job-admitted', detail: {} })
  return after
}
