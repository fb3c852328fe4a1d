import { readBatch } from '@reelkeep/db'
import type { Caller } from './caller.ts'
import type { AppDeps } from './deps.ts'
import { notFound } from './errors.ts'
import { presentBatch } from './presenters/present-batch.ts'
import { readBatchFigures } from './read-batch-figures.ts'
import type { BatchJson } from './schemas/batch.ts'

/** One batch of the caller with its counts, cost and needs. */
export async function readBatchJson(
  { db, clock }: Pick<AppDeps, 'db' | 'clock'>,
  { ownerId }: Pick<Caller, 'ownerId'>,
  id: string,
): Promise<BatchJson> {
  const [batch, figures] = await Promise.all([readBatch(db, { ownerId, id }), readBatchFigures({ db }, [id])])
  if (batch === null) throw notFound('batch', id)
  return presentBatch(batch, figures, clock.now())
}
