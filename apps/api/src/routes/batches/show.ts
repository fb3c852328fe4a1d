import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { readBatchJson } from '../../read-batch-json.ts'
import { batchSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema } from '../../schemas/values.ts'

export function registerShowBatch(app: App, deps: AppDeps): void {
  app.get(
    '/v1/batches/:id',
    {
      schema: {
        operationId: 'showBatch',
        summary: 'One batch with its counts, cost and needs',
        tags: ['batches'],
        params: idParamsSchema,
        response: { 200: batchSchema, ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => readBatchJson(deps, callerOf(request), request.params.id),
  )
}
