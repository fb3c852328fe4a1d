import { listKeys } from '@reelkeep/db'
import { z } from 'zod'
import type { App, AppDeps } from '../../deps.ts'
import { idOfCursor, keyIdShape, pageOf } from '../../paging.ts'
import { presentKey } from '../../presenters/present-key.ts'
import { refusals } from '../../schemas/error.ts'
import { keySchema } from '../../schemas/key.ts'
import { listSchema, pageQueryShape } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  owner: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('the name of an owner; keys of every owner when absent'),
  ...pageQueryShape,
})

/** Who hands out keys sees all of them: an admin key may act for every owner. */
export function registerListKeys(app: App, { db, clock, config }: AppDeps): void {
  app.get(
    '/v1/keys',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listKeys',
        summary: 'Keys with their limits and what they spent, newest first; never a secret',
        tags: ['keys'],
        querystring: querySchema,
        response: { 200: listSchema(keySchema), ...refusals(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { owner, limit, cursor } = request.query
      const filter = { ownerName: owner ?? null, timeZone: config.timeZone }
      const rows = await listKeys(db, filter, { limit, beforeId: idOfCursor(cursor, keyIdShape) })
      const now = clock.now()
      return pageOf(
        rows,
        limit,
        (key) => key.id,
        (key) => presentKey(key, now),
      )
    },
  )
}
