import {
  createKey,
  type IdempotentRequest,
  newAccountId,
  newKeyId,
  ownerIdOf,
  readIdempotencyKey,
  readKey,
} from '@reelkeep/db'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import {
  idempotencyConflict,
  idempotencyInProgress,
  idempotentRequestOf,
  markReplayed,
} from '../../idempotency.ts'
import { keyDigest, lastFourOf, newKeyText } from '../../keys/key-text.ts'
import { readKeyFields } from '../../keys/read-key-fields.ts'
import { presentKey } from '../../presenters/present-key.ts'
import { refusals } from '../../schemas/error.ts'
import { createdKeySchema, newKeySchema } from '../../schemas/key.ts'

export function registerCreateKey(app: App, deps: AppDeps): void {
  const { db, config } = deps
  app.post(
    '/v1/keys',
    {
      // A kept answer would keep the secret.
      config: { scope: 'admin', ownIdempotency: true },
      schema: {
        operationId: 'createKey',
        summary: 'Make a key; its secret is shown this once',
        description:
          'Only a digest of the secret is kept. A repeated request with the same Idempotency-Key makes nothing and answers with `secret: null`.',
        tags: ['keys'],
        body: newKeySchema,
        response: { 201: createdKeySchema, ...refusals(400, 401, 403, 409, 503) },
      },
    },
    async (request, reply) => {
      const { body } = request
      const idempotent = idempotentRequestOf(request, body)
      const known = idempotent === null ? null : await replay(idempotent)
      if (known !== null) {
        markReplayed(reply)
        return reply.code(201).send({ ...(await shown(known)), secret: null })
      }
      const { capTicks, ...terms } = readKeyFields(body, deps)
      const ownerName = body.owner ?? callerOf(request).ownerName
      const id = newKeyId()
      const secret = newKeyText(id)
      const isMade = await createKey(
        db,
        {
          ...noTerms,
          ...terms,
          id,
          name: body.name,
          owner: { id: ownerIdOf(ownerName), name: ownerName },
          secretHash: keyDigest(config.secret, secret),
          lastFour: lastFourOf(secret),
          scopes: body.scopes,
          account: { id: newAccountId(), capTicks: capTicks ?? null },
          by: auditedBy(request),
        },
        idempotent,
      )
      if (!isMade) throw idempotencyInProgress()
      request.subject.made_key_id = id
      return reply.code(201).send({ ...(await shown(id)), secret })
    },
  )

  async function shown(id: string) {
    const key = await readKey(db, id, { timeZone: config.timeZone })
    if (key === null) throw new Error(`the key ${id} was made and is not there`)
    return presentKey(key, deps.clock.now())
  }

  /** The id of the key that the first request made; null: it is the first. */
  async function replay(idempotent: IdempotentRequest): Promise<string | null> {
    const known = await readIdempotencyKey(db, idempotent)
    switch (known.outcome) {
      case 'free':
        return null
      case 'conflict':
        throw idempotencyConflict()
      case 'in-progress':
        throw idempotencyInProgress()
      case 'done':
        return known.resourceId
    }
  }
}

const noTerms = {
  expiresAt: null,
  dayCapTicks: null,
  maxInFlight: null,
  requestsPerMinute: null,
  allowedUpstreams: null,
  allowedModels: null,
  maxDurationS: null,
}
