import type { Store } from '@reelkeep/archive'
import { beginChore, claimScrub, type Database, listLeastChecked } from '@reelkeep/db'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import { doScrubOrder, type ScrubIo, scrubClips } from './scrub.ts'
import { sweepUploads } from './sweep-uploads.ts'

export type BucketCareSettings = {
  /** How often a worker asks whether there is something to do. */
  readonly everyMs: number
  /** One that has not moved for this long has lost its worker. */
  readonly orderStaleMs: number
  /** Across all workers; a sample of 0: none by itself. */
  readonly scrub: { readonly everyMs: number; readonly sample: number }
  readonly uploads: { readonly everyMs: number; readonly olderThanMs: number }
}

export const defaultBucketCareSettings: Omit<BucketCareSettings, 'scrub'> = {
  everyMs: 2_000,
  orderStaleMs: 5 * 60_000,
  // An attempt to archive is over after half an hour of download and a few last calls: what is older was left behind.
  uploads: { everyMs: 3_600_000, olderThanMs: 2 * 3_600_000 },
}

export type CareParts = {
  readonly db: Database
  readonly store: Store
  readonly settings: BucketCareSettings
}

/** Looks after what lies in the bucket: hashes clips again, and takes back uploads that nobody will complete. */
export function startBucketCare({ db, store, settings }: CareParts, world: ScrubIo['world']): Loop {
  const stopping = new AbortController()
  const io = { db, store, world, signal: stopping.signal }
  const loop = startLoop({
    everyMs: settings.everyMs,
    turn: async () => {
      const order = await claimScrub(db, settings.orderStaleMs)
      if (order !== null) {
        await doScrubOrder(order, io)
        return 0
      }
      const { scrub, uploads } = settings
      if (await beginChore(db, { name: 'sweep-uploads', everyMs: uploads.everyMs })) {
        await sweepUploads(uploads.olderThanMs, io)
      }
      if (scrub.sample > 0 && (await beginChore(db, { name: 'scrub', everyMs: scrub.everyMs }))) {
        const { bucket } = store.settings
        await scrubClips(await listLeastChecked(db, { bucket, limit: scrub.sample }), io)
      }
      return null
    },
    onError: (error) => {
      if (!stopping.signal.aborted) world.log.error({ error: describeError(error) }, 'bucket care failed')
    },
  })
  return {
    nudge: loop.nudge,
    stop: () => {
      stopping.abort()
      return loop.stop()
    },
  }
}
