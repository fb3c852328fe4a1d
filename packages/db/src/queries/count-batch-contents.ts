import type { Database } from '../open-database.ts'

/**
 * How often a batch holds each content on its way or archived. Handed over whole, as the rows of a standing batch are: a
 * join with fifty thousand hashes of a file is planned as if they were a few. Reads jobs_of_batch.
 */
export async function countBatchContents(
  { largeSql }: Database,
  batchId: string,
): Promise<ReadonlyMap<string, number>> {
  const found = await largeSql<{ content_hash: string; held: number }[]>`
    select content_hash, count(*)::integer as held from jobs
    where batch_id = ${batchId} and is_current and state not in ('failed', 'canceled') and content_hash is not null
    group by content_hash`
  return new Map(found.map(({ content_hash, held }) => [content_hash, held]))
}
