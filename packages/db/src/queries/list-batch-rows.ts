import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** The ids of all jobs of a batch in the order of the file, those of one row by age. 50,000 ids are 2 MB. */
export async function listBatchRows({ sql }: Database, batchId: string): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select id from jobs where batch_id = ${batchId} order by batch_row, id`
  return rows.map((row) => row.id)
}
