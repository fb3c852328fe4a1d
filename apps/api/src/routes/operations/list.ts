import { listOperations } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { idOfCursor, operationIdShape, pageOf } from '../../paging.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema, operationStates } from '../../schemas/operation.ts'
import { listSchema, pageQueryShape, stateListSchema } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  state: stateListSchema(operationStates).optional(),
  action: z.string().min(1).max(40).optional().describe('such as retry, scrub or doctor'),
  ...pageQueryShape,
})

export function registerListOperations(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/operations',
    {
      schema: {
        operationId: 'listOperations',
        summary: 'Long work that was ordered, newest first',
        description:
          'Each with at most three of its problems and no checks; GET /v1/operations/{id} has all.',
        tags: ['operations'],
        querystring: querySchema,
        response: { 200: listSchema(operationSchema), ...refusals(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { state, action, limit, cursor } = request.query
      const words = state?.split(',')
      const filter = {
        states: words === undefined ? null : operationStates.filter((known) => words.includes(known)),
        action: action ?? null,
      }
      const page = { limit, beforeId: idOfCursor(cursor, operationIdShape) }
      const rows = await listOperations(db, callerOf(request).ownerId, filter, page)
      return pageOf(rows, limit, ({ id }) => id, presentOperation)
    },
  )
}
