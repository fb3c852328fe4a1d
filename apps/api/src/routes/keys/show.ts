import { readKey } from '@reelkeep/db'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentKey } from '../../presenters/present-key.ts'
import { refusals } from '../../schemas/error.ts'
import { keySchema } from '../../schemas/key.ts'
import { idParamsSchema } from '../../schemas/values.ts'

export function registerShowKey(app: App, { db, clock, config }: AppDeps): void {
  app.get(
    '/v1/keys/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'showKey',
        summary: 'One key with its limits and what it spent; never its secret',
        tags: ['keys'],
        params: idParamsSchema,
        response: { 200: keySchema, ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const key = await readKey(db, id, { timeZone: config.timeZone })
      if (key === null) throw notFound('key', id)
      return presentKey(key, clock.now())
    },
  )
}
