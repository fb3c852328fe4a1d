import { type Job, type JobEvent, linkAlarmAt, linkAlarmLevel } from '../../src/index.ts'
import { settle } from './settle.ts'
import { type Acceptance, jobsOf, type Work, type World } from './world.ts'

const graceMs = 30_000

/** The net under the doorbells: dead workers' disks first, then their senders, then every row that nobody rang for. */
export function sweep(world: World, luck: number): void {
  for (const { spool } of world.gone) {
    for (const acceptance of spool) replay(world, acceptance, luck)
  }
  for (const job of jobsOf(world)) recover(world, job, luck)
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
  if (submission.status === 'sending' || submission.status === 'unknown') {
    const event: JobEvent = { type: 'submit-accepted', taskId, upstreamStatus: 'queued' }
    runOut(settle(world, { job, event, persistence: 'few-tries' }), luck)
    return
  }
  const isGivenUp = submission.status === 'resolved_absent' || submission.status === 'written_off'
  if (!isGivenUp || isOnRecord(world, job, taskId)) return
  const event: JobEvent = { type: 'submission-orphaned', submissionId, taskId }
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
  if (isHeld && job.dueAt.getTime() >= world.nowMs) return
  const event: JobEvent =
    status === 'intent'
      ? { type: 'intent-taken-back', message: 'its worker is gone' }
      : { type: 'sender-lost', message: 'its worker was lost' }
  runOut(settle(world, { job, event, persistence: 'few-tries' }), luck)
}

function ringForgotten({ database, messages, nowMs, workers }: World): void {
  for (const { job, nextStep } of database.rows.values()) {
    const { id, version, state, dueAt, submission } = job
    if (state === 'submitting' && submission?.status === 'intent') {
      if (workers.some((worker) => worker.id === submission.workerId)) {
        messages.push({ jobId: id, version, step: 'submit', at: nowMs })
      }
    } else if (state === 'rendering' || state === 'archiving') {
      if (dueAt === null || dueAt.getTime() >= nowMs - graceMs) continue
      const step = nextStep ?? (state === 'rendering' ? 'poll' : 'archive')
      messages.push({ jobId: id, version, step, at: nowMs })
    }
  }
}

/** The sweep is one process's work; its saves meet the same troubles as others'. */
function runOut(work: Work | Generator<string, unknown, number>, luck: number): void {
  for (let cuts = 0; cuts < 10; cuts += 1) {
    if (work.next(cuts < 6 ? luck : 0).done) return
  }
}
