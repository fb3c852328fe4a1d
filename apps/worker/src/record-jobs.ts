import type { Store } from '@reelkeep/archive'
import { type Database, type JobToRecord, listJobsToRecord, markJobsRecorded } from '@reelkeep/db'

const jobsPerPage = 200
const pagesPerTurn = 20
const writesAtOnce = 8
const writeTimeoutMs = 30_000
const errorsMax = 5

/**
 * Writes the records of jobs that have ended, page by page; answers how many. What lies in the bucket is noted after it
 * does: a crash between writes it twice. What the store did not take stays due, and the turn ends with its error.
 */
export async function recordJobs(
  db: Database,
  store: Pick<Store, 'putRecord'>,
  stopping: AbortSignal,
): Promise<number> {
  let written = 0
  for (let page = 0; page < pagesPerTurn && !stopping.aborted; page++) {
    const jobs = await listJobsToRecord(db, { limit: jobsPerPage })
    const { kept, errors } = await writeAll(jobs, store, stopping)
    await markJobsRecorded(db, kept)
    if (errors.length > 0) throw errors[0]
    written += kept.length
    if (jobs.length < jobsPerPage) break
  }
  return written
}

async function writeAll(
  jobs: readonly JobToRecord[],
  store: Pick<Store, 'putRecord'>,
  stopping: AbortSignal,
): Promise<{ readonly kept: JobToRecord[]; readonly errors: unknown[] }> {
  const left = [...jobs]
  const kept: JobToRecord[] = []
  const errors: unknown[] = []
  const write = async () => {
    // A store that has refused this often is away: the rest would only wait for it.
    while (errors.length < errorsMax) {
      const job = left.pop()
      if (job === undefined) return
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(writeTimeoutMs)])
      await store.putRecord(job.key, job.document, signal).then(
        () => kept.push(job),
        (error) => errors.push(error),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(writesAtOnce, jobs.length) }, write))
  return { kept, errors }
}
