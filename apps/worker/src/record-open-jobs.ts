import { packLines, type Store } from '@reelkeep/archive'
import { openJobsKeyFor } from '@reelkeep/core'
import { type Database, listOpenJobs, listOwnersWithOpenJobs } from '@reelkeep/db'
import type { Log } from './log.ts'
import { createOpenJobsClaim } from './open-jobs-claim.ts'

const jobsPerPage = 500
const writeTimeoutMs = 60_000

type OpenJobsRecorder = {
  record(stopping: AbortSignal): Promise<void>
  /** The database may be another one from here on. */
  forget(): void
}

type OpenJobsParts = {
  readonly everyMs: number
  readonly monotonicMs: () => number
  readonly log: Log
}

/**
 * Jobs without a batch have no manifest: those that have not ended are listed per owner, so that a task that is paid for
 * is known to the bucket before there is a clip. A list that is out of date does no harm: what has ended has a record
 * of its own.
 */
export function createOpenJobsRecorder(
  db: Database,
  store: Pick<Store, 'putRecord' | 'read'>,
  { everyMs, monotonicMs, log }: OpenJobsParts,
): OpenJobsRecorder {
  const claim = createOpenJobsClaim(db, store, log)
  let dueMs = monotonicMs()
  return {
    record: async (stopping) => {
      if (monotonicMs() < dueMs) return
      for (const owner of await listOwnersWithOpenJobs(db)) {
        if (!(await claim.mayWrite(owner, stopping))) continue
        const packed = await packLines(linesOf(db, owner))
        const signal = AbortSignal.any([stopping, AbortSignal.timeout(writeTimeoutMs)])
        await store.putRecord(openJobsKeyFor(owner), packed, signal)
      }
      dueMs = monotonicMs() + everyMs
    },
    forget: claim.forget,
  }
}

async function* linesOf(
  db: Database,
  owner: { readonly id: string; readonly document: string },
): AsyncGenerator<string> {
  yield owner.document
  let afterId = ''
  for (;;) {
    const page = await listOpenJobs(db, { ownerId: owner.id, afterId, limit: jobsPerPage })
    for (const { document } of page) yield document
    afterId = page.at(-1)?.id ?? ''
    if (page.length < jobsPerPage) return
  }
}
