import type { Clip, Job, JobId } from '@reelkeep/core'
import { type ClipMedia, type Database, findMediaTwins } from '@reelkeep/db'
import { createGrouper } from '@reelkeep/queue'

/** Finds out that an upstream has sold the same media twice, as one does that answers every prompt with one stock clip. */
export type MediaTwins = {
  /** Another job of the same owner that asked for something else and got the very same media; null: none is known. */
  twinOf(job: Job, clip: Clip): Promise<JobId | null>
}

/** Clips that come at the same moment are not in the database yet; so many of them are compared from memory. */
const clipsRememberedMax = 1_000
const clipsPerStatementMax = 200

export function createMediaTwins(db: Database): MediaTwins {
  const lookups = createGrouper<ClipMedia, JobId | 'none'>({
    batchMax: clipsPerStatementMax,
    lanes: 1,
    run: async (clips) => {
      const twins = await findMediaTwins(db, clips)
      return clips.map(({ jobId }) => twins.get(jobId) ?? 'none')
    },
  })
  const recent = new Map<string, Job>()
  return {
    twinOf: async (job, { mediaSha256 }) => {
      if (mediaSha256 === null) return null
      const key = `${job.ownerId} ${mediaSha256}`
      const before = recent.get(key)
      recent.delete(key)
      recent.set(key, job)
      const [oldest] = recent.size > clipsRememberedMax ? recent.keys() : []
      if (oldest !== undefined) recent.delete(oldest)
      if (before !== undefined && asksOtherwise(before, job)) return before.id
      const found = await lookups.call({ jobId: job.id, mediaSha256 })
      return found === 'none' ? null : found
    },
  }
}

/** Takes of one prompt may be alike. */
function asksOtherwise(one: Job, other: Job): boolean {
  return one.id !== other.id && wishOf(one) !== wishOf(other)
}

function wishOf({ prompt, params: { imageUrls, videoUrl } }: Job): string {
  return JSON.stringify([prompt, imageUrls, videoUrl])
}
