import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { nudgeUpstreams } from '../../nudge-upstreams.ts'
import { readBatchJson } from '../../read-batch-json.ts'
import { batchSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { moveBatch } from './move-batch.ts'

export function registerResumeBatch(app: App, deps: AppDeps): void {
  app.post(
    '/v1/batches/:id/resume',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'resumeBatch',
        summary: 'Send jobs of a paused batch again',
        tags: ['batches'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: batchSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      await moveBatch(deps, request, {
        action: 'batch-resumed',
        from: ['paused'],
        to: 'running',
        refusal: (state) => conflict('batch_over', `The batch is ${state}; it cannot be resumed.`),
      })
      await nudgeUpstreams(deps)
      return readBatchJson(deps, callerOf(request), request.params.id)
    },
  )
}
