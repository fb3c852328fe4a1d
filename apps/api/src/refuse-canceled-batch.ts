import { readBatch } from '@reelkeep/db'
import type { Caller } from './caller.ts'
import type { AppDeps } from './deps.ts'
import { conflict } from './errors.ts'

/** Throws 409: nothing of a canceled batch is sent, and a job put back in line would be canceled in its turn. */
export async function refuseCanceledBatch(
  { db }: Pick<AppDeps, 'db'>,
  { ownerId }: Caller,
  id: string,
): Promise<void> {
  const batch = await readBatch(db, { ownerId, id })
  if (batch?.state !== 'canceled') return
  throw conflict('batch_over', `The batch "${batch.name}" is canceled; send the row under another name.`)
}
