// Writes jobs and batches into the bucket, beside the clips, so that the bucket alone is enough to have them again. Off
// the path of every step: what is due is a column of the rows, and so outlives this process and the store's absence.
import type { Store } from '@reelkeep/archive'
import { type Database, isEldestWorker, isRebuildOpen, type ManifestPace } from '@reelkeep/db'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import { recordBatches } from './record-batches.ts'
import { recordJobs } from './record-jobs.ts'
import { createOpenJobsRecorder } from './record-open-jobs.ts'
import type { World } from './world.ts'

export type RecordSettings = {
  readonly everyMs: number
  /** How often a moving batch is written anew. */
  readonly pace: ManifestPace
  /** How often the jobs without a batch that have not ended are listed. */
  readonly openJobsEveryMs: number
}

export const defaultRecordSettings: RecordSettings = {
  everyMs: 2_000,
  pace: { minS: 30, maxS: 300 },
  openJobsEveryMs: 30_000,
}

export type RecordParts = {
  readonly db: Database
  readonly store: Pick<Store, 'putRecord' | 'read'>
  readonly settings: RecordSettings
  /** A worker that has not beaten for this long does not count as the eldest. */
  readonly deadAfterMs: number
}

const waitMsMax = 60_000

/** The eldest live worker writes, so that no older record lands over a newer one; the next takes over when it is gone. */
export function startRecorder(parts: RecordParts, world: World): Loop {
  const { db, store, settings, deadAfterMs } = parts
  const stopping = new AbortController()
  const openJobs = createOpenJobsRecorder(db, store, {
    everyMs: settings.openJobsEveryMs,
    monotonicMs: world.monotonicMs,
    log: world.log,
  })
  let failures = 0
  let notBeforeMs = 0
  let isHeld = false
  const loop = startLoop({
    everyMs: settings.everyMs,
    turn: async () => {
      if (world.monotonicMs() < notBeforeMs) return null
      if (!(await isEldestWorker(db, { workerId: world.workerId, deadAfterMs }))) return null
      if (await isRebuildOpen(db)) {
        if (!isHeld)
          world.log.warn('records wait for the end of a rebuild; one that failed or was cut off is run again')
        isHeld = true
        return null
      }
      isHeld = false
      const jobs = await recordJobs(db, store, stopping.signal)
      await openJobs.record(stopping.signal)
      const batches = await recordBatches(db, store, settings.pace, stopping.signal)
      failures = 0
      if (jobs + batches > 0) world.log.debug({ jobs, batches }, 'recorded')
      return null
    },
    onError: (error) => {
      if (stopping.signal.aborted) return
      openJobs.forget()
      failures += 1
      notBeforeMs = world.monotonicMs() + Math.min(settings.everyMs * 2 ** failures, waitMsMax)
      world.log.warn({ failures, error: describeError(error) }, 'records not written, tried again later')
    },
  })
  return {
    nudge: loop.nudge,
    stop: () => {
      stopping.abort(new Error('the worker is going down'))
      return loop.stop()
    },
  }
}
