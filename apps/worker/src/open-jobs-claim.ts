// A list in the bucket may be the last word on paid tasks of a database that is lost. It is written over only by a
// database that knows all of it, or that was rebuilt from it.
import {
  type PackedRecord,
  readJobVersion,
  readOpenJobsDocument,
  readPacked,
  type Store,
  unpackLines,
} from '@reelkeep/archive'
import { openJobsKeyFor } from '@reelkeep/core'
import {
  type Database,
  hasRebuiltSince,
  knowsListedJobs,
  type ListedJob,
  type OwnerWithOpenJobs,
} from '@reelkeep/db'
import type { Log } from './log.ts'

const jobsPerPage = 500
const readTimeoutMs = 60_000

export type OpenJobsClaim = {
  /** Whether this owner's list may be written; a warning says once why it may not. */
  mayWrite(owner: OwnerWithOpenJobs, stopping: AbortSignal): Promise<boolean>
  /** The database may be another one from here on: what was found out is found out anew. */
  forget(): void
}

/** What may be written stays so: from then on this process alone writes it, from the same database. */
export function createOpenJobsClaim(db: Database, store: Pick<Store, 'read'>, log: Log): OpenJobsClaim {
  const claimed = new Set<string>()
  const refused = new Set<string>()
  return {
    mayWrite: async (owner, stopping) => {
      // An owner of the same id in a database made anew is another one.
      const name = `${owner.id} ${owner.createdAt.toISOString()}`
      if (claimed.has(name)) return true
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(readTimeoutMs)])
      const key = openJobsKeyFor(owner)
      const found = await readPacked(store, key, signal)
      const isOurs = found === null || (await isKnown(db, found))
      if (isOurs) {
        claimed.add(name)
        refused.delete(name)
      } else if (!refused.has(name)) {
        refused.add(name)
        log.warn(
          { owner_id: owner.id, key },
          'the bucket knows of jobs that this database does not: reelkeep rebuild; until then their list is not written',
        )
      }
      return isOurs
    },
    forget: () => claimed.clear(),
  }
}

async function isKnown(db: Database, { packed, writtenAt }: PackedRecord): Promise<boolean> {
  const list = await readList(packed)
  if (list === null) return hasRebuiltSince(db, writtenAt)
  for (let from = 0; from < list.jobs.length; from += jobsPerPage) {
    const page = list.jobs.slice(from, from + jobsPerPage)
    if (!(await knowsListedJobs(db, page))) return hasRebuiltSince(db, list.recordedAt)
  }
  return true
}

/** Null: it cannot be read, so that nobody can say what it holds. Only a rebuild, which names it, lifts that. */
async function readList(
  packed: Buffer,
): Promise<{ readonly recordedAt: Date; readonly jobs: readonly ListedJob[] } | null> {
  const jobs: ListedJob[] = []
  let recordedAt: Date | null = null
  try {
    for await (const line of unpackLines(packed)) {
      if (recordedAt === null) recordedAt = new Date(readOpenJobsDocument(line).recorded_at)
      else jobs.push(readJobVersion(line))
    }
  } catch {
    return null
  }
  return recordedAt && { recordedAt, jobs }
}
