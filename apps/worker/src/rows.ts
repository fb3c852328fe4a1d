import type { Job, JobId, SubmissionId } from '@reelkeep/core'
import {
  type Database,
  loadJobs,
  readSubmissionStanding,
  type Save,
  type SaveOutcome,
  type SubmissionStanding,
  saveDecisions,
} from '@reelkeep/db'
import { createGrouper } from '@reelkeep/queue'

/** The rows as the steps see them: reads and saves that are made together share one statement and one commit. */
export type Rows = {
  load(id: JobId): Promise<Job | null>
  /** For an id that was written down outside the database. */
  find(id: string): Promise<Job | null>
  /** The row for a message that names its version: from memory where we saved that very version, else read. */
  loadVersion(id: JobId, version: number): Promise<Job | null>
  /** Keeps a row as we have just saved it for the message that will ask for it. */
  remember(job: Job): void
  /** How a submission stands, the latest of its job or not. */
  standingOf(id: SubmissionId): Promise<SubmissionStanding | null>
  /** Resolves after the commit. At most one save of a job per statement, and each has its own outcome. */
  save(save: Save): Promise<SaveOutcome>
}

const rowsPerStatementMax = 200
/** One at a time: a second would halve the groups, and a statement's fixed cost is most of it. */
const statementsAtOnce = 1
/** A row is about 2 kB; past this the oldest is read again when its message comes. */
const rowsRememberedMax = 5_000

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
  // Safe, however old: a save names the version it was decided on, and a row that moved on refuses it.
  const remembered = new Map<JobId, Job>()
  const load = async (id: JobId): Promise<Job | null> => {
    const job = await loads.call(id)
    return job === 'missing' ? null : job
  }
  return {
    load,
    // Whatever it says, it only finds what is there.
    find: (id) => load(id as JobId),
    loadVersion: async (id, version) => {
      const job = remembered.get(id)
      remembered.delete(id)
      return job?.version === version ? job : load(id)
    },
    remember: (job) => {
      remembered.set(job.id, job)
      const [oldest] = remembered.size > rowsRememberedMax ? remembered.keys() : []
      if (oldest !== undefined) remembered.delete(oldest)
    },
    standingOf: (id) => readSubmissionStanding(db, id),
    save: (save) => saves.call(save),
  }
}
