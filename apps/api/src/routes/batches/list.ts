import { listBatches } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { batchIdShape, idOfCursor, pageOf } from '../../paging.ts'
import { presentBatch } from '../../presenters/present-batch.ts'
import { readBatchFigures } from '../../read-batch-figures.ts'
import { batchSchema, batchStates } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { listSchema, pageQueryShape, stateListSchema } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  state: stateListSchema(batchStates).optional(),
  name: z.string().min(1).max(300).optional(),
  ...pageQueryShape,
})

export function registerListBatches(app: App, { db, clock }: AppDeps): void {
  app.get(
    '/v1/batches',
    {
      schema: {
        operationId: 'listBatches',
        summary: 'Batches, newest first',
        tags: ['batches'],
        querystring: querySchema,
        response: { 200: listSchema(batchSchema), ...refusals(400, 401, 503) },
      },
    },
    async (request) => {
      const { state, name, limit, cursor } = request.query
      const words = state?.split(',')
      const filter = {
        states: words === undefined ? null : batchStates.filter((known) => words.includes(known)),
        name: name ?? null,
      }
      const page = { limit, beforeId: idOfCursor(cursor, batchIdShape) }
      const rows = await listBatches(db, callerOf(request).ownerId, filter, page)
      const figures = await readBatchFigures(
        { db },
        rows.slice(0, limit).map((row) => row.id),
      )
      const now = clock.now()
      return pageOf(
        rows,
        limit,
        (row) => row.id,
        (row) => presentBatch(row, figures, now),
      )
    },
  )
}
