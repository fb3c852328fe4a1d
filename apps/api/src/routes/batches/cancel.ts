import { actOnBatchJobs } from '../../act-on-batch-jobs.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { presentUnderWay, underWaySchema } from '../../presenters/present-under-way.ts'
import { readBatchJson } from '../../read-batch-json.ts'
import { batchSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { moveBatch } from './move-batch.ts'

/** The batch first, so that admission takes no more of it; then what is queued. What was sent goes on and is kept. */
export function registerCancelBatch(app: App, deps: AppDeps): void {
  app.post(
    '/v1/batches/:id/cancel',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'cancelBatch',
        summary: 'Cancel what of a batch is not yet sent',
        tags: ['batches'],
        params: idParamsSchema,
        body: noBodySchema,
        response: {
          200: batchSchema.extend({ under_way: underWaySchema }),
          ...refusals(400, 401, 403, 404, 409, 503),
        },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { id } = request.params
      await moveBatch(deps, request, {
        action: 'batch-canceled',
        from: ['running', 'paused'],
        to: 'canceled',
        refusal: (state) => conflict('batch_over', `The batch is ${state}; there is nothing to cancel.`),
      })
      const queued = { ownerId: caller.ownerId, batchId: id, state: 'queued' } as const
      request.subject.canceled = await actOnBatchJobs(deps, queued, () => ({
        type: 'job-canceled',
        by: caller.keyId,
        reason: 'by_user',
      }))
      const batch = await readBatchJson(deps, caller, id)
      return { ...batch, under_way: presentUnderWay(batch) }
    },
  )
}
