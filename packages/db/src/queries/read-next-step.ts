import type { JobId, Step } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** Which step a job is due for, and the version that a ring for it must name. Null: none. */
export async function readNextStep(
  { sql }: Database,
  id: JobId,
): Promise<{ readonly version: number; readonly step: Step } | null> {
  const [row] = await sql<{ version: number; step: Step }[]>`
    select version, next_step as step from jobs where id = ${id} and next_step is not null and due_at <= now()`
  return row ?? null
}
