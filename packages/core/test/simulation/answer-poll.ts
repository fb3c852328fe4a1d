import type { Job, JobEvent, Reported } from '../../src/index.ts'
import { draw, fraction } from './life.ts'
import { secret, type Task, type Upstream } from './upstream.ts'

const linkLifetimeMs = 3_600_000

type PollOutcome = 'truth' | 'no answer' | 'limited' | 'missing' | 'bad request' | 'account' | 'strange'

export function answerPoll(upstream: Upstream, job: Job, nowMs: number, luck: number): JobEvent {
  const message = 'trouble'
  const retryAfterMs = fraction(luck, 9) < 0.5 ? null : 30_000
  const outcome = draw<PollOutcome>(luck, 10, 'truth', {
    'no answer': 8,
    limited: 4,
    missing: 4,
    'bad request': 3,
    account: 2,
    strange: 4,
  })
  switch (outcome) {
    case 'truth':
      return truthOf(upstream.tasks.get(job.submission?.taskId ?? ''), nowMs)
    case 'no answer':
      return { type: 'poll-unanswered', httpStatus: 502, retryAfterMs: null, message }
    case 'limited':
      return { type: 'poll-unanswered', httpStatus: 429, retryAfterMs, message }
    case 'bad request':
      return { type: 'poll-unanswered', httpStatus: 400, retryAfterMs: null, message }
    case 'missing':
      return { type: 'task-missing', httpStatus: 404, message }
    case 'account':
      return { type: 'poll-account-refused', httpStatus: 401, vendorMessage: message }
    case 'strange':
      return { type: 'poll-unrecognized', upstreamStatus: 'dreaming', message }
  }
}

function truthOf(task: Task | undefined, nowMs: number): JobEvent {
  if (task === undefined) return { type: 'task-missing', httpStatus: 404, message: 'no such task' }
  if (nowMs < task.endsAt) return { type: 'poll-pending', upstreamStatus: 'processing', progress: 40 }
  switch (task.fate) {
    case 'is forgotten':
      return { type: 'task-missing', httpStatus: 404, message: 'no such task' }
    case 'fails':
      return failed(task, 'upstream_failed')
    case 'is moderated':
      return failed(task, 'moderated')
    case 'expires':
      return failed(task, 'upstream_expired')
    case 'has no link':
      return linkless(task)
    case 'has no link at first':
      task.linklessLeft -= 1
      return task.linklessLeft >= 0 ? linkless(task) : succeeded(task, nowMs)
    case 'succeeds':
    case 'succeeds late':
      return succeeded(task, nowMs)
  }
}

const reported: Reported = {
  model: 'grok_video3',
  durationS: 10,
  createdAt: null,
  startedAt: null,
  finishedAt: null,
}

function succeeded(task: Task, nowMs: number): JobEvent {
  const isNew = task.linkDiesAt === Number.POSITIVE_INFINITY
  const isRenewed = task.link === 'dies' && !isNew && nowMs >= task.linkDiesAt
  if (isRenewed) task.linkNumber += 1
  if (task.link !== 'lives' && (isNew || isRenewed)) task.linkDiesAt = nowMs + linkLifetimeMs
  return {
    type: 'render-succeeded',
    link: `https://clips.example.com/${task.id}-${task.linkNumber}.mp4?signature=${secret}`,
    linkExpiresAt: null,
    reported,
    reportedTicks: task.reportedTicks,
    upstreamStatus: 'completed',
  }
}

function linkless({ reportedTicks }: Task): JobEvent {
  return { type: 'render-linkless', reportedTicks, upstreamStatus: 'completed' }
}

/** A reply says "not charged" only where it is so; often it says nothing. */
function failed(task: Task, reason: 'moderated' | 'upstream_failed' | 'upstream_expired'): JobEvent {
  return {
    type: 'render-failed',
    reason,
    charged: task.saysFree ? 'no' : 'unknown',
    vendorMessage: 'it broke',
    reportedTicks: task.reportedTicks,
    upstreamStatus: 'failed',
  }
}

/** The task whose file a link names, if the link still gives it. */
export function fileBehind(upstream: Upstream, link: string, nowMs: number): Task | null {
  const [, taskId = '', linkNumber] = /\/(task_\d+)-(\d+)\.mp4/.exec(link) ?? []
  const task = upstream.tasks.get(taskId)
  if (task === undefined || nowMs >= task.linkDiesAt || Number(linkNumber) !== task.linkNumber) return null
  return task
}
