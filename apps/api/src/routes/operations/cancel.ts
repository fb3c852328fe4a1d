import { cancelOperation, readOperation } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, notFound } from '../../errors.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema } from '../../schemas/operation.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'

export function registerCancelOperation(app: App, { db }: AppDeps): void {
  app.post(
    '/v1/operations/:id/cancel',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'cancelOperation',
        summary: 'End a bulk action; what it has done stays done',
        tags: ['operations'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: operationSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { ownerId, keyId } = callerOf(request)
      const { id } = request.params
      await cancelOperation(db, { ownerId, id, keyId, requestId: request.id, ip: request.ip })
      const operation = await readOperation(db, { ownerId, id })
      if (operation === null) throw notFound('operation', id)
      if (operation.state !== 'canceled') {
        const why =
          operation.state === 'running'
            ? `a ${operation.action} cannot be canceled`
            : `it is ${operation.state}`
        throw conflict('not_cancelable', `The operation goes on or has ended: ${why}.`)
      }
      return presentOperation(operation)
    },
  )
}
