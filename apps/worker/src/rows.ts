import type { Job, JobId } from '@reelkeep/core'
import { type Database, loadJobs, type Save, type SaveOutcome, saveDecisions } from '@reelkeep/db'
import { createGrouper } from '@reelkeep/queue'

/** The rows as the steps see them: reads and saves that are made together share one statement and one commit. */
export type Rows = {
  load(id: JobId): Promise<Job | null>
  /** Resolves after the commit. At most one save of a job per statement, and each has its own outcome. */
  save(save: Save): Promise<SaveOutcome>
}

const rowsPerStatementMax = 200
/** Two statements at once keep the database busy while the other's answer travels. */
const statementsAtOnce = 2

export function openRows(db: Database): Rows {
  const loads = createGrouper<JobId, Job | 'missing'>({
    batchMax: rowsPerStatementMax,
    lanes: statementsAtOnce,
    run: async (ids) => {
      const jobs = new Map((await loadJobs(db, [...new Set(ids)])).map((job) => [job.id, job]))
      return ids.map((id) => jobs.get(id) ?? 'missing')
    },
  })
  const saves = createGrouper<Save, SaveOutcome>({
    batchMax: rowsPerStatementMax,
    lanes: statementsAtOnce,
    keyOf: (save) => save.job.id,
    run: (batch) => saveDecisions(db, batch),
  })
  return {
    load: async (id) => {
      const job = await loads.call(id)
      return job === 'missing' ? null : job
    },
    save: (save) => saves.call(save),
  }
}
