import { createHash } from 'node:crypto'
import type { IdempotentRequest } from '@reelkeep/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { callerOf } from './caller.ts'
import { ApiError, conflict, invalidValue } from './errors.ts'

/** The request's Idempotency-Key with what it stands for; null when it has none. `content` is what makes it the same request. */
export function idempotentRequestOf(request: FastifyRequest, content: unknown): IdempotentRequest | null {
  const key = keyOf(request)
  if (key === null) return null
  const [path = '', query = ''] = request.url.split('?', 2)
  const hash = createHash('sha256')
    .update(JSON.stringify([query, content ?? null]))
    .digest('hex')
  return { ownerId: callerOf(request).ownerId, key, method: request.method, path, hash }
}

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidValue(
      'Idempotency-Key',
      'idempotency_key_invalid',
      'Idempotency-Key must be 1 to 255 printable characters without spaces',
    )
  }
  return key
}

/** Names the order in the history of a job, so that whoever takes the order up finds what is done of it. */
export function partOfOrder({ order }: Pick<FastifyRequest, 'order'>): { readonly operation?: string } {
  return order === null ? {} : { operation: order.id }
}

export function markReplayed(reply: FastifyReply): void {
  reply.header('idempotency-replayed', 'true')
}

/** The key belongs to a request that was not this one. */
export function idempotencyConflict(): ApiError {
  return conflict(
    'idempotency_conflict',
    'This Idempotency-Key was used for another request; take a new key for a new request.',
  )
}

/** The first request with this key has not ended yet. */
export function idempotencyInProgress(): ApiError {
  return new ApiError({
    type: 'conflict',
    code: 'idempotency_in_progress',
    message:
      'The first request with this Idempotency-Key is still being carried out; ask again for its answer.',
    retryAfterS: 1,
  })
}
