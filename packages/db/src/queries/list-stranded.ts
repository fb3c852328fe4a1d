import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * Queued jobs of canceled batches: they were being sent when the batch was canceled and came back. Nothing would ever
 * admit them. Trusts the rolled-up counts, so that it reads no jobs as long as there are none.
 */
export async function listStranded(
  { sql }: Database,
  { limit }: { readonly limit: number },
): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select j.id from batches b join jobs j on j.batch_id = b.id
    where b.state = 'canceled' and b.queued > 0 and j.state = 'queued'
    limit ${limit}`
  return rows.map((row) => row.id)
}
