import { assertNever, type Job, type JobEvent, resolutionAdvice, type TaskId } from '@reelkeep/core'
import { hasJobEvent, listDoneByOrder } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { partOfOrder } from '../../idempotency.ts'
import { refuseBeyondLimits } from '../../refuse-beyond-limits.ts'
import { refuseCanceledBatch } from '../../refuse-canceled-batch.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, reasonSchema } from '../../schemas/values.ts'
import { answerAction, findJob } from './answer-action.ts'

const taskIdSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must be the task’s id exactly as the upstream shows it')

const bodySchema = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('bind'), task_id: taskIdSchema, reason: reasonSchema }),
    z.strictObject({ action: z.literal('resubmit'), reason: reasonSchema }),
    z.strictObject({ action: z.literal('write_off'), reason: reasonSchema }),
  ])
  .meta({ id: 'Resolution' })

const resolvedSchema = jobSchema
  .extend({ advice: z.string().describe('what happens now, and what a person can still do about it') })
  .meta({ id: 'ResolvedJob' })

type Resolution = z.infer<typeof bodySchema>

export function registerResolveJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/resolve',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'resolveJob',
        summary: 'End the doubt about an unconfirmed job: bind its task, submit again, or write it off',
        description:
          'A task that was bound may be mistyped: until the upstream speaks of it (`task_unproven`), also after its silence ended the job, another can be bound in its place, or the job resubmitted or written off. A job that is rendering and overdue can be written off as well.',
        tags: ['jobs'],
        params: idParamsSchema,
        body: bodySchema,
        response: { 200: resolvedSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const resolution = request.body
      const caller = callerOf(request)
      const job = await findJob(deps, request)
      const { order } = request
      // What one order sent again, and is in doubt once more since, it does not buy a second time: no limit is asked.
      const isBought =
        order?.isTakenUp === true && (await listDoneByOrder(deps.db, order.id, [job.id])).has(job.id)
      if (resolution.action === 'resubmit' && !isBought) {
        refuseBeyondLimits(job, caller, deps)
        if (job.batchId !== null && job.state !== 'canceled')
          await refuseCanceledBatch(deps, caller, job.batchId)
      }
      const event = eventOf(resolution, request)
      const acted = await actOnJob(deps, job.id, () => event)
      const answer = await answerAction(deps, request, acted, {
        action: event.type,
        reason: resolution.reason,
        hasHappened: (now) => hasHappened(deps, resolution, event.type, now),
        refusal: ({ state }) =>
          conflict(
            'not_unconfirmed',
            `The job is ${state}; only an unconfirmed job can be resolved, or one whose bound task the upstream never spoke of, and an overdue one written off.`,
          ),
      })
      return { ...answer, advice: resolutionAdvice(await findJob(deps, request)) }
    },
  )
}

function eventOf(resolution: Resolution, request: FastifyRequest): JobEvent {
  const said = { by: callerOf(request).keyId, message: resolution.reason }
  switch (resolution.action) {
    case 'bind': {
      const taskId = resolution.task_id as TaskId // parsed above
      return { type: 'submission-bound', ...said, taskId, credentialId: null, baseUrl: null }
    }
    case 'resubmit':
      return {
        type: 'submission-resubmitted',
        ...said,
        ...partOfOrder(request),
      }
    case 'write_off':
      return { type: 'submission-written-off', ...said }
    default:
      return assertNever(resolution)
  }
}

async function hasHappened(
  { db }: AppDeps,
  resolution: Resolution,
  kind: string,
  job: Job,
): Promise<boolean> {
  switch (resolution.action) {
    case 'bind':
      return job.submission?.taskId === resolution.task_id
    case 'resubmit':
      return hasJobEvent(db, job.id, kind)
    case 'write_off':
      return job.state === 'failed' && job.reason === 'written_off'
    default:
      return assertNever(resolution)
  }
}
