import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Client, Query } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'
import type { BatchCreation } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { uploadTimeoutMs } from './ask-preview.ts'
import type { BatchFile } from './open-batch-file.ts'

const pausesMs = [1_000, 2_000, 5_000, 10_000]

/**
 * Places the order, once: when no answer comes it is asked again under the same key, which the api answers with what it
 * did the first time. Throws RequestError with `quote_changed` when the token is no longer what would be bought.
 */
export async function sendBatch(
  client: Client,
  file: BatchFile,
  query: Query,
  token: string,
): Promise<BatchCreation> {
  const idempotencyKey = randomUUID()
  for (let tried = 0; ; tried += 1) {
    try {
      return await client.post<BatchCreation>('/v1/batches', {
        query: { ...query, confirm: token },
        file,
        idempotencyKey,
        timeoutMs: uploadTimeoutMs,
      })
    } catch (error) {
      const pauseMs = pausesMs[tried]
      if (pauseMs === undefined || !mayPass(error)) throw error
      await wait(pauseMs)
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof CommandError) return error.exitCode === exitCodes.unreachable
  if (!(error instanceof RequestError)) return false
  return error.status === 503 || error.envelope.code === 'idempotency_in_progress'
}
