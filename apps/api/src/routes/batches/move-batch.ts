import { type BatchState, readBatch, setBatchState } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { callerOf } from '../../caller.ts'
import type { AppDeps } from '../../deps.ts'
import { type ApiError, notFound } from '../../errors.ts'

/** How one action of a person moves a batch. */
export type BatchAction = {
  readonly action: 'batch-paused' | 'batch-resumed' | 'batch-canceled'
  readonly from: readonly BatchState[]
  readonly to: 'running' | 'paused' | 'canceled'
  /** Why a batch in this state cannot. */
  readonly refusal: (state: BatchState) => ApiError
}

/** Moves the batch of the address. Repeating what already happened changes nothing and is no error. */
export async function moveBatch(
  { db }: AppDeps,
  request: FastifyRequest<{ Params: { id: string } }>,
  { action, from, to, refusal }: BatchAction,
): Promise<void> {
  const { ownerId, keyId } = callerOf(request)
  const { id } = request.params
  request.subject.batch_id = id
  const moved = await setBatchState(db, {
    ownerId,
    id,
    from,
    to,
    action,
    actor: keyId,
    requestId: request.id,
    ip: request.ip,
  })
  if (moved) return
  const batch = await readBatch(db, { ownerId, id })
  if (batch === null) throw notFound('batch', id)
  if (batch.state !== to) throw refusal(batch.state)
}
