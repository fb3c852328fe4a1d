import type { Job, SubmissionId, TaskId } from '../../src/index.ts'
import { aSubmission } from '../a-job.ts'
import type { Row } from './database.ts'
import { makeTask } from './upstream.ts'
import { nowOf, type World } from './world.ts'

/** The last job of a life may be born on its way: with a task made elsewhere, with a slip of the pen, or with a clip of ours. */
export function bear(world: World): void {
  const { life, database } = world
  const row = [...database.rows.values()].at(-1)
  if (life.born === 'queued' || row === undefined) return
  row.job = life.born === 'reused' ? copying(row.job) : adopted(world, row.job, life.born)
  ring(world, row, row.job.state === 'archiving' ? 'archive' : 'poll')
}

function copying(job: Job): Job {
  return {
    ...job,
    state: 'archiving',
    reusedFrom: 'job_0' as Job['id'],
    chargedTicks: 0n,
    costSource: 'metered',
  }
}

function adopted(world: World, job: Job, born: 'adopted' | 'mistyped'): Job {
  const { database, upstream, life, nowMs } = world
  const id = `${job.id}_sub_1` as SubmissionId
  const task = born === 'adopted' ? makeTask(upstream, job, id, life, nowMs, life.bornLuck) : null
  const taskId = task?.id ?? ('typo' as TaskId)
  const submission = aSubmission('accepted', { id, taskId, workerId: null })
  database.submissions.set(id, { ...submission, jobId: job.id })
  database.boundTasks.set(taskId, id)
  return { ...job, state: 'rendering', adopted: true, submissions: 1, submission, submittedAt: nowOf(world) }
}

function ring({ messages, nowMs }: World, row: Row, step: 'poll' | 'archive'): void {
  row.nextStep = step
  messages.push({ jobId: row.job.id, version: row.job.version, step, at: nowMs })
}
