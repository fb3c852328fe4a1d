import { groupBatchJobs, readRecentEnds } from '@reelkeep/db'
import type { AppDeps } from './deps.ts'
import type { BatchFigures } from './presenters/present-batch.ts'

/** What presentBatch needs to know of the jobs of these batches. */
export async function readBatchFigures(
  { db }: Pick<AppDeps, 'db'>,
  batchIds: readonly string[],
): Promise<BatchFigures> {
  const [groups, recentEnds] = await Promise.all([groupBatchJobs(db, batchIds), readRecentEnds(db, batchIds)])
  return { groups, recentEnds }
}
