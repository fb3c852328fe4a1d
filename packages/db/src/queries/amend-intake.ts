import type { BatchId, JsonValue } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * Sets some counts of the last intake right. What was planned on jobs that moved in that very moment is known only when
 * it is done; if another post came since, its own counts stand and nothing is changed.
 */
export async function amendIntake(
  { sql }: Database,
  intake: { readonly batchId: BatchId; readonly revision: number; readonly counts: JsonValue },
): Promise<void> {
  await sql`
    update batches set intake = intake || ${sql.json(intake.counts)}, updated_at = now()
    where id = ${intake.batchId} and revision = ${intake.revision}`
}
