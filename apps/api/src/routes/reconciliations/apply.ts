import { applyReconciliation, listReconciliations } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentReconciliation, reconciliationSchema } from '../../reconcile/reconciliation-schema.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema } from '../../schemas/values.ts'

/** Books what an imported bill says; again, it books what could not be booked before. */
export function registerApplyReconciliation(app: App, { db }: AppDeps): void {
  app.post(
    '/v1/reconciliations/:id/apply',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'applyReconciliation',
        summary: 'Book what a bill says',
        tags: ['money'],
        params: idParamsSchema,
        body: z
          .strictObject({
            missing: z
              .enum(['keep', 'take_back'])
              .default('keep')
              .describe('take back only when the bill is whole'),
          })
          .nullish(),
        response: { 200: reconciliationSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { ownerId, keyId } = callerOf(request)
      const [known] = await listReconciliations(db, ownerId, { id, before: null, limit: 1 })
      if (known === undefined) throw notFound('reconciliation', id)
      const takesBackMissing = request.body?.missing === 'take_back'
      await applyReconciliation(db, {
        id,
        ownerId,
        actor: keyId,
        requestId: request.id,
        ip: request.ip,
        takesBackMissing,
      })
      const [after = known] = await listReconciliations(db, ownerId, { id, before: null, limit: 1 })
      return presentReconciliation(after)
    },
  )
}
