import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { readBatchJson } from '../../read-batch-json.ts'
import { batchSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { moveBatch } from './move-batch.ts'

export function registerPauseBatch(app: App, deps: AppDeps): void {
  app.post(
    '/v1/batches/:id/pause',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'pauseBatch',
        summary: 'Stop sending jobs of a batch; what is paid for is fetched on',
        tags: ['batches'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: batchSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      await moveBatch(deps, request, {
        action: 'batch-paused',
        from: ['running'],
        to: 'paused',
        refusal: (state) => conflict('batch_over', `The batch is ${state}; it cannot be paused.`),
      })
      return readBatchJson(deps, callerOf(request), request.params.id)
    },
  )
}
