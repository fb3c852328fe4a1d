import { ledgerSides } from '../pricing/ledger.ts'
import type { EventFacts, JobDocument, JobFacts, LedgerFacts, SubmissionFacts } from './job-document.ts'

export type RestoreMoment = {
  /** ISO 8601. */
  readonly at: string
  /** Of the submission that stands for one which may have gone out after the record was written. */
  readonly newSubmissionId: string
}

/**
 * The job as it may come back from a record, which can be older than the truth. What has ended stays as it was. What has
 * a task is asked about again. What was on its way, or may have gone since, comes back unconfirmed, with its price at
 * risk: nothing that may have been paid for is ever sent again by itself. A queued row of a batch stays queued: its batch
 * comes back paused.
 */
export function restoredJob(document: JobDocument, moment: RestoreMoment): JobDocument {
  switch (document.job.state) {
    case 'queued':
      return document.batch === null
        ? inDoubt(withSubmission(document, moment), moment)
        : moved(document, isHeld(document) ? {} : { due_at: moment.at, waiting_for: null }, moment)
    case 'submitting':
      return inDoubt(moved(document, {}, moment), moment)
    case 'rendering':
      return askedAgain(document, moment)
    case 'archiving':
      return document.job.submissions === 0 ? copiedAgain(document, moment) : askedAgain(document, moment)
    case 'unconfirmed':
      return moved(document, {}, moment)
    default:
      return document
  }
}

/** A person held this very row; nothing happens to it until a person lets it go. */
function isHeld({ job }: JobDocument): boolean {
  return job.waiting_for === 'pause' && job.due_at === null
}

/** The record holds no link, so that a job whose clip was being fetched begins by asking for a fresh one. */
function askedAgain(document: JobDocument, moment: RestoreMoment): JobDocument {
  const changes = {
    due_at: moment.at,
    next_step: 'poll',
    waiting_for: null,
    overdue: false,
    poll_failures: 0,
    archive_failures: 0,
    link_refreshes: 0,
    source_expires_at: null,
  }
  return moved(document, changes, moment)
}

/** It copies a clip of ours, and has no task to ask about. */
function copiedAgain(document: JobDocument, moment: RestoreMoment): JobDocument {
  const changes = { due_at: moment.at, next_step: 'archive', waiting_for: null, archive_failures: 0 }
  return moved(document, changes, moment)
}

/** As a sender that is lost leaves it. When the doubt began is not said, so that only a person ends it, no policy. */
function inDoubt(document: JobDocument, { at }: RestoreMoment): JobDocument {
  const { job, submissions, ledger, recorded_at } = document
  const live = submissions.find(({ number }) => number === job.submissions)
  if (live === undefined) throw new Error('it was being sent, and its submission is missing')
  const why = `restored from a record of ${recorded_at}: it may have been sent since`
  const atRisk: LedgerFacts = {
    charge_key: `${live.id}-contingent`,
    submission_id: live.id,
    upstream: job.upstream,
    model: job.model,
    kind: 'contingent',
    ...ledgerSides.contingent,
    ticks: job.quoted_ticks,
    source: job.quoted_ticks === null ? 'unknown' : 'estimated',
    price_version: job.price_version,
    simulated: job.simulated,
    at,
  }
  const changes = {
    state: 'unconfirmed',
    due_at: null,
    next_step: null,
    contingent_ticks: sumOf(job.contingent_ticks, job.quoted_ticks),
  }
  const told = withEvent(document, changes, { kind: 'submission-unknown', detail: { why }, at })
  return {
    ...told,
    submissions: submissions.map((submission) =>
      submission === live
        ? { ...live, status: 'unknown', deadline_at: at, sent_at: live.sent_at ?? at, message: why }
        : submission,
    ),
    ledger: [...ledger.filter(({ charge_key }) => charge_key !== atRisk.charge_key), atRisk],
  }
}

function sumOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return String(BigInt(a) + BigInt(b))
}

function withSubmission(document: JobDocument, moment: RestoreMoment): JobDocument {
  const { job, submissions } = document
  const number = job.submissions + 1
  const { at } = moment
  const stand: SubmissionFacts = {
    id: moment.newSubmissionId,
    number,
    status: 'sending',
    deadline_at: at,
    sent_at: null,
    upstream: job.upstream,
    task_id: null,
    task_unproven: false,
    credential_id: null,
    base_url: null,
    requested_model: job.model,
    reported_model: null,
    price_version: job.price_version,
    http_status: null,
    message: null,
    created_at: at,
    settled_at: null,
  }
  const changes = { state: 'submitting', submissions: number, waiting_for: null }
  return { ...moved(document, changes, moment), submissions: [...submissions, stand] }
}

function moved(document: JobDocument, changes: Partial<JobFacts>, { at }: RestoreMoment): JobDocument {
  const detail = { recorded_at: document.recorded_at }
  return withEvent(document, changes, { kind: 'job-restored', detail, at })
}

function withEvent(
  document: JobDocument,
  changes: Partial<JobFacts>,
  event: Pick<EventFacts, 'kind' | 'detail' | 'at'>,
): JobDocument {
  const { job, events } = document
  const seq = job.last_seq + 1
  const states = { from_state: job.state, to_state: changes.state ?? job.state }
  return {
    ...document,
    job: { ...job, ...changes, last_seq: seq, version: job.version + 1 },
    events: [...events, { seq, ...states, ...event }],
  }
}
