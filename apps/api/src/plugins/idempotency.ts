import type { JsonValue } from '@reelkeep/core'
import {
  claimIdempotencyKey,
  type IdempotentClaim,
  keepIdempotentReply,
  newOrderId,
  readIdempotencyKey,
  releaseIdempotencyKey,
} from '@reelkeep/db'
import type { FastifyReply } from 'fastify'
import type { App, AppDeps } from '../deps.ts'
import {
  idempotencyConflict,
  idempotencyInProgress,
  idempotentRequestOf,
  markReplayed,
} from '../idempotency.ts'

export type Order = {
  readonly id: string
  /** Another request began it and left no answer; it may be slow, and still at it. */
  readonly isTakenUp: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that this very request took and must give an answer to. */
    claimedKey: IdempotentClaim | null
    /** What this request carries out under its key; null: it has none. */
    order: Order | null
  }
}

/**
 * A POST with an Idempotency-Key happens once: the first takes the key, the others get its answer. Only for actions that
 * may safely be carried out again, since a process can die between the act and the note of it; routes that make rows
 * set `ownIdempotency` and put the key into the same statement.
 */
export function registerIdempotency(app: App, { db }: AppDeps): void {
  app.decorateRequest('claimedKey', null)
  app.decorateRequest('order', null)

  app.addHook('preHandler', async (request, reply) => {
    const { config } = request.routeOptions
    if (request.method !== 'POST' || config.ownIdempotency === true || config.public === true) return
    const wanted = idempotentRequestOf(request, request.body)
    if (wanted === null) return
    const own = newOrderId()
    const claim = await claimIdempotencyKey(db, wanted, own)
    if (claim !== null) {
      request.claimedKey = claim
      request.order = { id: claim.order, isTakenUp: claim.order !== own }
      return
    }
    const known = await readIdempotencyKey(db, wanted)
    switch (known.outcome) {
      case 'done':
        markReplayed(reply)
        return sendRemembered(reply, known.statusCode, known.body)
      case 'conflict':
        throw idempotencyConflict()
      case 'in-progress':
      case 'free':
        throw idempotencyInProgress()
    }
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const claimed = request.claimedKey
    if (claimed === null) return payload
    request.claimedKey = null
    try {
      // A failure of ours is no answer to keep: the same key may be tried again at once.
      if (reply.statusCode >= 500 || typeof payload !== 'string') await releaseIdempotencyKey(db, claimed)
      else await keepIdempotentReply(db, claimed, { statusCode: reply.statusCode, body: jsonOf(payload) })
    } catch (error) {
      // The act is done and says so; only a repetition within two minutes will be told to wait.
      request.log.warn(
        { request_id: request.id, code: codeOf(error) },
        'the answer could not be kept for its key',
      )
    }
    return payload
  })
}

/** The envelope of a refusal fits no schema of the route, so the answer goes out as it was kept. */
function sendRemembered(reply: FastifyReply, statusCode: number, body: JsonValue): FastifyReply {
  return reply
    .code(statusCode)
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body)
}

function jsonOf(payload: string): JsonValue {
  const value: JsonValue = JSON.parse(payload)
  return value
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
