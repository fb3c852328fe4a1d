import { readOperation } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema } from '../../schemas/operation.ts'
import { idParamsSchema } from '../../schemas/values.ts'

export function registerShowOperation(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/operations/:id',
    {
      schema: {
        operationId: 'showOperation',
        summary: 'How far long work has come, and what it met',
        tags: ['operations'],
        params: idParamsSchema,
        response: { 200: operationSchema, ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const operation = await readOperation(db, { ownerId: callerOf(request).ownerId, id })
      if (operation === null) throw notFound('operation', id)
      return presentOperation(operation)
    },
  )
}
