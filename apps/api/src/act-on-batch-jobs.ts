import type { Job, JobEvent, JobId, JobState, OwnerId } from '@reelkeep/core'
import { listBatchJobIds } from '@reelkeep/db'
import { actOnJobs } from './act-on-job.ts'
import type { AppDeps } from './deps.ts'

const chunkSize = 500

type ChosenJobs = {
  readonly ownerId: OwnerId
  readonly batchId: string
  readonly state: JobState
  /** Jobs that ended for it are left out. */
  readonly exceptReason?: string
}

/**
 * Does one thing to every job of a batch that is in `state`, a chunk at a time, each chunk one save. A job that moves
 * in between is looked at again in the next round; the rounds end when one finds nothing left to do.
 */
export async function actOnBatchJobs(
  deps: AppDeps,
  batch: ChosenJobs,
  eventFor: (job: Job) => JobEvent,
): Promise<number> {
  let done = 0
  for (;;) {
    const round = await actOnce(deps, batch, eventFor)
    done += round.done
    if (round.movedOn === 0) return done
  }
}

async function actOnce(
  deps: AppDeps,
  batch: ChosenJobs,
  eventFor: (job: Job) => JobEvent,
): Promise<{ done: number; movedOn: number }> {
  let done = 0
  let movedOn = 0
  for await (const ids of chunksOf(deps, batch)) {
    for (const { outcome } of await actOnJobs(deps, ids, eventFor)) {
      if (outcome === 'done') done += 1
      if (outcome === 'moved-on') movedOn += 1
    }
  }
  return { done, movedOn }
}

/** The jobs that are in `state` now: whoever acts on them alone leaves alone what comes into it meanwhile. */
export async function listBatchJobs(deps: AppDeps, batch: ChosenJobs): Promise<JobId[]> {
  const all: JobId[] = []
  for await (const ids of chunksOf(deps, batch)) all.push(...ids)
  return all
}

/** Does one thing to jobs, a chunk at a time, and to none of them twice; what moved in between is left as it is. */
export async function actOnListedJobs(
  deps: AppDeps,
  ids: readonly JobId[],
  eventFor: (job: Job) => JobEvent,
): Promise<number> {
  let done = 0
  for (let from = 0; from < ids.length; from += chunkSize) {
    const acted = await actOnJobs(deps, ids.slice(from, from + chunkSize), eventFor)
    done += acted.filter(({ outcome }) => outcome === 'done').length
  }
  return done
}

async function* chunksOf(deps: AppDeps, batch: ChosenJobs): AsyncGenerator<JobId[]> {
  let afterId = ''
  for (;;) {
    const ids: JobId[] = await listBatchJobIds(deps.db, { ...batch, afterId, limit: chunkSize })
    const last = ids.at(-1)
    if (last === undefined) return
    afterId = last
    yield ids
  }
}
