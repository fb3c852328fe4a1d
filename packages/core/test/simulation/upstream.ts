import type { Job, JobEvent, JobId, SubmissionId, TaskId } from '../../src/index.ts'
import { draw, fraction, type Life } from './life.ts'

/** What becomes of a task, settled when it is created. */
type Fate =
  | 'succeeds'
  | 'succeeds late'
  | 'has no link at first'
  | 'has no link'
  | 'fails'
  | 'is moderated'
  | 'expires'
  | 'is forgotten'

export type Task = {
  readonly id: TaskId
  readonly submissionId: SubmissionId
  readonly jobId: JobId
  readonly fate: Fate
  endsAt: number
  readonly billTicks: bigint
  /** Null: the replies do not say. */
  readonly reportedTicks: bigint | null
  /** A failure's reply says that it was not charged. */
  readonly saysFree: boolean
  /** `dies`: after an hour, and the upstream then gives another. `dies for good`: the same one for ever. */
  readonly link: 'lives' | 'dies' | 'dies for good'
  linkNumber: number
  linkDiesAt: number
  linklessLeft: number
}

/** The world outside: it creates, bills, answers, and keeps its own books, which are the truth. */
export type Upstream = {
  readonly tasks: Map<string, Task>
  readonly posts: Map<SubmissionId, number>
  readonly bills: Map<SubmissionId, bigint>
}

export function openUpstream(): Upstream {
  return { tasks: new Map(), posts: new Map(), bills: new Map() }
}

export const priceTicks = 500_000_000n
/** Stands in prompts and links, and may stand nowhere else. */
export const secret = 'canary'

type Answered = 'accepted' | 'lost' | 'refused' | 'moderated' | 'limited' | 'account' | 'configuration'
type PostOutcome = Answered | 'lost before' | 'not sent' | 'image gone' | 'a stranger’s task'

/** One POST arrives, or does not. What is returned is what the worker will hear of it, if it lives. */
export function post(
  upstream: Upstream,
  job: Job,
  luck: number,
  { life, nowMs, bound }: { life: Life; nowMs: number; bound: ReadonlyMap<string, SubmissionId> },
): JobEvent {
  const { submission } = job
  if (submission === null) throw new Error('a POST without a submission')
  upstream.posts.set(submission.id, (upstream.posts.get(submission.id) ?? 0) + 1)
  const outcome = draw<PostOutcome>(luck, 1, 'accepted', {
    lost: 9,
    'lost before': 5,
    refused: 3,
    moderated: 3,
    limited: 5,
    account: 3,
    configuration: 1,
    'not sent': 4,
    'image gone': 1,
    'a stranger’s task': 2,
  })
  switch (outcome) {
    case 'accepted':
      return accepted(makeTask(upstream, job, submission.id, life, nowMs, luck).id)
    case 'lost':
      makeTask(upstream, job, submission.id, life, nowMs, luck)
      return { type: 'submit-unknown', httpStatus: null, message: 'connection reset' }
    case 'lost before':
      return { type: 'submit-unknown', httpStatus: 502, message: 'bad gateway' }
    case 'a stranger’s task': {
      const [other] = bound.keys()
      makeTask(upstream, job, submission.id, life, nowMs, luck)
      return accepted((other ?? `task_of_nobody`) as TaskId)
    }
    case 'not sent':
      return { type: 'submit-not-sent', message: 'connection refused' }
    case 'image gone':
      return { type: 'submit-impossible', reason: 'image_missing', message: 'upload:… is gone' }
    case 'limited': {
      const retryAfterMs = fraction(luck, 2) < 0.5 ? null : 5_000
      return { type: 'submit-rate-limited', retryAfterMs, vendorMessage: 'slow down' }
    }
    case 'account':
    case 'configuration':
      return {
        type: 'submit-account-refused',
        what: outcome,
        httpStatus: 401,
        vendorMessage: 'no',
        ...(fraction(luck, 12) < 0.3 && { isItsOwn: true }),
      }
    case 'refused':
    case 'moderated':
      return refusal(upstream, submission.id, life, outcome, luck)
  }
}

function accepted(taskId: TaskId): JobEvent {
  return { type: 'submit-accepted', taskId, upstreamStatus: 'queued' }
}

function refusal(
  upstream: Upstream,
  submissionId: SubmissionId,
  life: Life,
  outcome: 'refused' | 'moderated',
  luck: number,
): JobEvent {
  const isBilled = outcome === 'moderated' && life.reportedTicksAre === 'bill' && fraction(luck, 3) < 0.5
  if (isBilled) upstream.bills.set(submissionId, 20_000_000n)
  return {
    type: 'submit-rejected',
    reason: outcome === 'moderated' ? 'moderated' : 'rejected',
    httpStatus: 400,
    vendorCode: null,
    vendorMessage: 'no',
    reportedTicks: isBilled ? 20_000_000n : null,
  }
}

export function makeTask(
  upstream: Upstream,
  job: Job,
  submissionId: SubmissionId,
  life: Life,
  nowMs: number,
  luck: number,
): Task {
  const fate = draw<Fate>(luck, 4, 'succeeds', {
    'succeeds late': 8,
    'has no link at first': 4,
    'has no link': 3,
    fails: 14,
    'is moderated': 4,
    expires: 3,
    'is forgotten': 4,
  })
  const renderMs = fate === 'succeeds late' ? 4 * 3_600_000 : 60_000 + Math.round(fraction(luck, 5) * 600_000)
  const task: Task = {
    id: `task_${upstream.tasks.size + 1}` as TaskId,
    submissionId,
    jobId: job.id,
    fate,
    endsAt: nowMs + renderMs,
    ...priced(life, fate, luck),
    link: draw<Task['link']>(luck, 6, 'lives', { dies: 25, 'dies for good': 15 }),
    linkNumber: 1,
    linkDiesAt: Number.POSITIVE_INFINITY,
    linklessLeft: fate === 'has no link at first' ? 3 : 0,
  }
  upstream.tasks.set(task.id, task)
  upstream.bills.set(submissionId, (upstream.bills.get(submissionId) ?? 0n) + task.billTicks)
  return task
}

/** What it costs, and what its replies say of it. A success without a word costs the price; a failure may cost it. */
function priced(
  life: Life,
  fate: Fate,
  luck: number,
): Pick<Task, 'billTicks' | 'reportedTicks' | 'saysFree'> {
  const isSaid = life.reportedTicksAre !== 'none' && fraction(luck, 7) < 0.5
  const isMade = fate.startsWith('succeeds') || fate.startsWith('has no link')
  if (!isMade && (life.reportedTicksAre !== 'bill' || !isSaid)) {
    const isFree = (fate === 'fails' && life.failedIsFree) || fraction(luck, 8) < 0.5
    const saysFree = isFree && fraction(luck, 11) < 0.7
    return { billTicks: isFree ? 0n : priceTicks, reportedTicks: null, saysFree }
  }
  const billTicks = isSaid ? 310_000_000n : priceTicks
  return { billTicks, reportedTicks: isSaid ? billTicks : null, saysFree: false }
}
