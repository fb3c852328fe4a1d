import { adminKeyId, countQueuedJobs, readKey, revokeKey } from '@reelkeep/db'
import { z } from 'zod'
import { auditedBy } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import type { KeyBook } from '../../keys/key-book.ts'
import { presentKey } from '../../presenters/present-key.ts'
import { refusals } from '../../schemas/error.ts'
import { revokedKeySchema } from '../../schemas/key.ts'
import { idParamsSchema, reasonSchema } from '../../schemas/values.ts'
import { keyOfConfiguration } from './change.ts'

/** Ends the key and the sessions that were opened with it. What it asked for before stays asked for. */
export function registerRevokeKey(app: App, { db, clock, config }: AppDeps, book: KeyBook): void {
  app.post(
    '/v1/keys/:id/revoke',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'revokeKey',
        summary: 'End a key for good, with its sessions',
        description:
          'Here at once, at other apis within two seconds. Its jobs go on: `queued_jobs` says how many were not sent yet, `GET /v1/jobs?key=` finds them, and a bulk cancel with the same filter ends them.',
        tags: ['keys'],
        params: idParamsSchema,
        body: z.strictObject({ reason: reasonSchema }),
        response: { 200: revokedKeySchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      if (id === adminKeyId) throw keyOfConfiguration()
      await revokeKey(db, { id, reason: request.body.reason, by: auditedBy(request) })
      book.forget(id)
      const key = await readKey(db, id, { timeZone: config.timeZone })
      if (key === null) throw notFound('key', id)
      request.subject.revoked_key_id = id
      return { ...presentKey(key, clock.now()), queued_jobs: await countQueuedJobs(db, id) }
    },
  )
}
