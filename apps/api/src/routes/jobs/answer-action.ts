import type { Job } from '@reelkeep/core'
import { readJob, writeAuditEntries } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import type { ActOutcome } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { AppDeps } from '../../deps.ts'
import { type ApiError, conflict, notFound } from '../../errors.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { momentText } from '../../presenters/present-values.ts'
import type { JobJson } from '../../schemas/job.ts'

type JobRequest = FastifyRequest<{ Params: { id: string } }>

/** What differs between the actions of a person on a job. */
export type JobAction = {
  /** For the audit; the same word as the event's kind. */
  readonly action: string
  /** The person's own words. */
  readonly reason: string | null
  /** Whether this action has happened to the job already, so that repeating it changes nothing. */
  readonly hasHappened: (job: Job) => Promise<boolean>
  /** Why the job, as it stands, does not allow it. */
  readonly refusal: (job: Job) => ApiError
}

/** The job of the address, if the caller owns it. */
export async function findJob(deps: AppDeps, request: JobRequest): Promise<Job> {
  const { id } = request.params
  const record = await readJob(deps.db, { ownerId: callerOf(request).ownerId, id })
  if (record === null) throw notFound('job', id)
  request.subject.job_id = id
  request.subject.batch_id = record.job.batchId
  return record.job
}

/** Answers an action with the job as it stands now. */
export async function answerAction(
  deps: AppDeps,
  request: JobRequest,
  acted: ActOutcome,
  action: JobAction,
): Promise<JobJson> {
  const caller = callerOf(request)
  const { id } = request.params
  switch (acted.outcome) {
    case 'missing':
      throw notFound('job', id)
    case 'refused':
      throw refusedByDatabase(acted.error)
    case 'ignored':
      if (!(await action.hasHappened(acted.job))) throw action.refusal(acted.job)
      break
    case 'done-before':
      break
    case 'done':
      await writeAuditEntries(deps.db, [
        {
          ownerId: caller.ownerId,
          actor: caller.keyId,
          action: action.action,
          target: id,
          reason: action.reason,
          requestId: request.id,
          ip: request.ip,
          detail: { before: shownOf(acted.before), after: shownOf({ ...acted.before, ...acted.changes }) },
        },
      ])
  }
  const record = await readJob(deps.db, { ownerId: caller.ownerId, id })
  if (record === null) throw notFound('job', id)
  return presentJob(record)
}

/** What a person can see of it to have changed. */
function shownOf(job: Pick<Job, 'state' | 'reason' | 'waitingFor' | 'dueAt'>) {
  const { state, reason, waitingFor, dueAt } = job
  return { state, reason, waiting_for: waitingFor, due_at: momentText(dueAt) }
}

/** The only rule a person can run into: a task belongs to one submission. Anything else is a defect of ours. */
function refusedByDatabase(error: Error): Error {
  const isBound = 'constraint_name' in error && error.constraint_name === 'submissions_task_is_bound_once'
  return isBound ? conflict('task_taken', 'The task is bound to another job already.') : error
}
