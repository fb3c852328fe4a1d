import {
  isLostToSilence,
  type Job,
  type JobEvent,
  linkAlarmAt,
  linkAlarmLevel,
  policyHeld,
  resubmitObjection,
} from '../../src/index.ts'
import { settle, standingOf } from './settle.ts'
import { type Acceptance, jobOf, jobsOf, type Message, type Work, type World } from './world.ts'

const graceMs = 30_000
const intentGraceMs = 40_000
const dayMs = 86_400_000

/** The net under the doorbells: dead workers' disks first, then their senders, then every row that nobody rang for. */
export function sweep(world: World, luck: number): void {
  for (const { spool } of world.gone) {
    for (const acceptance of spool) replay(world, acceptance, luck)
  }
  for (const job of jobsOf(world)) recover(world, job, luck)
  for (const job of jobsOf(world)) expireHold(world, job, luck)
  for (const job of jobsOf(world)) alarm(world, job, luck)
  ringForgotten(world)
}

/** Told about a link that grows old, also while its clip is on the way. */
function alarm(world: World, job: Job, luck: number): void {
  if (job.state !== 'archiving') return
  const left = linkAlarmAt(job, new Date(world.nowMs))
  if (left === null || linkAlarmLevel(left) <= job.linkAlarms) return
  runOut(settle(world, { job, event: { type: 'link-aging', left }, persistence: 'few-tries' }), luck)
}

/** What a worker that is gone had been answered, unless the database knows it. */
function replay(world: World, { jobId, submissionId, taskId }: Acceptance, luck: number): void {
  const row = world.database.rows.get(jobId)
  const submission = world.database.submissions.get(submissionId)
  if (row === undefined || submission === undefined) return
  const { job } = row
  if (submission.taskId === taskId) return
  const isMisbound =
    job.submission?.id === submissionId && (job.state === 'rendering' || isLostToSilence(job))
  if (submission.status === 'sending' || submission.status === 'unknown' || isMisbound) {
    const event: JobEvent = { type: 'submit-accepted', taskId, upstreamStatus: 'queued' }
    runOut(settle(world, { job, event, persistence: 'few-tries' }), luck)
    return
  }
  const { isOrphaned, isAtRisk } = standingOf(world, submissionId)
  if (isOrphaned) return
  const event: JobEvent = { type: 'submission-orphaned', submissionId, taskId, isAtRisk }
  runOut(settle(world, { job, event, persistence: 'few-tries' }), luck)
}

export function isOnRecord({ database }: World, job: Job, taskId: string): boolean {
  const history = database.histories.get(job.id) ?? []
  return history.some(({ kind, detail }) => kind === 'submission-orphaned' && detail.task === taskId)
}

/** Never sent goes back in line; perhaps sent is in doubt. */
function recover(world: World, job: Job, luck: number): void {
  if (job.state !== 'submitting' || job.submission === null || job.dueAt === null) return
  const { status, workerId } = job.submission
  const isHeld = world.workers.some(({ id }) => id === workerId)
  // The message of a dead worker's intent comes round first, and counts the crash.
  const graceOfIntentMs = status === 'intent' ? intentGraceMs : 0
  const goneAt = world.gone.find(({ id }) => id === workerId)?.goneAt ?? 0
  const abandonedAt = isHeld ? job.dueAt.getTime() : Math.min(goneAt, job.dueAt.getTime())
  if (abandonedAt + graceOfIntentMs >= world.nowMs && (isHeld || graceOfIntentMs > 0)) return
  const event: JobEvent =
    status === 'intent'
      ? { type: 'intent-taken-back', message: 'its worker is gone' }
      : { type: 'sender-lost', message: 'its worker was lost' }
  runOut(settle(world, { job, event, persistence: 'few-tries' }), luck)
}

/** Told once; then, until the allowance says otherwise, a person's. */
function expireHold(world: World, { id }: Job, luck: number): void {
  const job = jobOf(world, id)
  const { submission } = job
  const since = submission === null ? undefined : world.database.unknownAt.get(submission.id)
  if (job.state !== 'unconfirmed' || since === undefined) return
  if (since + world.rules.unconfirmedHoldMs >= world.nowMs) return
  const allowance = world.rules.onUnconfirmed === 'resubmit' ? grant(world, job) : null
  const history = world.database.histories.get(id) ?? []
  const isTold = history.some(
    ({ kind, detail }) => kind === policyHeld && detail.submission === submission?.id,
  )
  if (isTold && allowance === 'refused') return
  const event: JobEvent = { type: 'hold-expired', allowance }
  runOut(settle(world, { job, event, persistence: 'few-tries' }), luck)
}

/** One statement on the locked gate: the allowance of a day is never passed, and a submission takes of it once. */
function grant({ database, rules, nowMs }: World, job: Job): 'granted' | 'refused' {
  const { submission, quotedTicks } = job
  if (submission === null || quotedTicks === null || resubmitObjection(job, rules) !== null) return 'refused'
  if (database.granted.has(submission.id)) return 'granted'
  const day = Math.floor(nowMs / dayMs)
  const today = [...database.granted.values()].filter((use) => use.day === day)
  const spent = today.reduce((total, { ticks }) => total + ticks, 0n)
  if (spent + quotedTicks > (rules.resubmitDailyTicks ?? 0n)) return 'refused'
  database.granted.set(submission.id, { day, ticks: quotedTicks })
  return 'granted'
}

function ringForgotten(world: World): void {
  const { database, nowMs, workers } = world
  for (const { job, nextStep } of database.rows.values()) {
    const { id, version, state, dueAt, submission } = job
    if (state === 'submitting' && submission?.status === 'intent') {
      if (workers.some((worker) => worker.id === submission.workerId)) {
        ring(world, { jobId: id, version, step: 'submit', at: nowMs })
      }
    } else if (state === 'rendering' || state === 'archiving') {
      if (dueAt === null || dueAt.getTime() >= nowMs - graceMs) continue
      const step = nextStep ?? (state === 'rendering' ? 'poll' : 'archive')
      ring(world, { jobId: id, version, step, at: nowMs })
    }
  }
}

/** The id of a message is its row's version: one that waits, or is in somebody's hand, is not doubled. */
function ring({ messages, activities }: World, rung: Message): void {
  const standing = [...messages, ...activities.flatMap(({ message }) => message ?? [])]
  const isThere = standing.some(
    ({ jobId, version, step }) => jobId === rung.jobId && version === rung.version && step === rung.step,
  )
  if (!isThere) messages.push(rung)
}

/** The sweep is one process's work; its saves meet the same troubles as others'. */
function runOut(work: Work | Generator<string, unknown, number>, luck: number): void {
  for (let cuts = 0; cuts < 10; cuts += 1) {
    if (work.next(cuts < 6 ? luck : 0).done) return
  }
}
