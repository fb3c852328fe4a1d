import { adminKeyId, changeKey, type KeyChange, newAccountId, readKey } from '@reelkeep/db'
import { auditedBy } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { type ApiError, conflict, invalidValue, notFound } from '../../errors.ts'
import type { KeyBook } from '../../keys/key-book.ts'
import { readKeyFields } from '../../keys/read-key-fields.ts'
import { nudgeUpstreams } from '../../nudge-upstreams.ts'
import { presentKey } from '../../presenters/present-key.ts'
import { refusals } from '../../schemas/error.ts'
import { keyChangeSchema, keySchema } from '../../schemas/key.ts'
import { idParamsSchema } from '../../schemas/values.ts'

/** A cap counts all that the key ever spent, also before it had one; null takes a limit away. */
export function registerChangeKey(app: App, deps: AppDeps, book: KeyBook): void {
  const { db, clock, config } = deps
  app.patch(
    '/v1/keys/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'changeKey',
        summary: 'Change the name, the limits or the caps of a key; null takes one away',
        description:
          'Holds for what is asked and sent from now on. Jobs that wait are held to the new caps; what was sent goes on. Scopes never change: make another key.',
        tags: ['keys'],
        params: idParamsSchema,
        body: keyChangeSchema,
        response: { 200: keySchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const change = readKeyFields(request.body, deps)
      if (Object.keys(change).length === 0) {
        throw invalidValue(
          null,
          'nothing_to_change',
          'Name at least one thing to change.',
          Object.keys(keyChangeSchema.shape),
        )
      }
      if (id === adminKeyId) refuseForConfigured(change)
      const order = { id, change, accountId: newAccountId(), by: auditedBy(request) }
      const isChanged = await changeKey(db, order)
      book.forget(id)
      const key = await readKey(db, id, { timeZone: config.timeZone })
      if (key === null) throw notFound('key', id)
      if (!isChanged) throw conflict('key_revoked', 'The key is revoked; make another one.')
      request.subject.changed_key_id = id
      // What waited for a cap may go now.
      await nudgeUpstreams(deps)
      return presentKey(key, clock.now())
    },
  )
}

/** What admission holds a key to is in its row; the rest is not asked of the key that the configuration holds. */
const heldByAdmission: ReadonlySet<string> = new Set(['capTicks', 'dayCapTicks', 'maxInFlight'])

function refuseForConfigured(change: KeyChange): void {
  if (Object.keys(change).some((name) => !heldByAdmission.has(name))) throw keyOfConfiguration()
}

export function keyOfConfiguration(): ApiError {
  return conflict(
    'key_of_configuration',
    'This key is REELKEEP_ADMIN_KEY of the configuration: it takes cap_usd, day_cap_usd and max_in_flight. To end it, set another one and start again.',
  )
}
