import type { OwnerId } from '@reelkeep/core'
import { type Database, databaseNow, listWorkers, readActivity, readGates } from '@reelkeep/db'
import { type ActivityEvent, eventsSince, type Moment } from './activity-events.ts'

export type ActivityFeed = {
  /** Calls back with every change from now on, beginning with how things stand; returns the way out. */
  subscribe(ownerId: OwnerId, listener: (event: ActivityEvent) => void): () => void
  subscribers(): number
  close(): void
}

const lookEveryMs = 1_000

type Watch = {
  readonly listeners: Set<(event: ActivityEvent) => void>
  last: Moment | null
  timer: NodeJS.Timeout | null
}

/** Looks at the database once a second per owner, however many pages are open, and not at all while none is. */
export function createActivityFeed(db: Database): ActivityFeed {
  const watches = new Map<OwnerId, Watch>()
  const readShared = onceAWhile(() => readSharedThings(db))

  async function look(ownerId: OwnerId, watch: Watch): Promise<void> {
    // A database that is away is looked at again a second later; the pages keep what they have.
    const moment = await readMoment(ownerId).catch(() => null)
    if (moment !== null) {
      for (const event of eventsSince(watch.last, moment)) {
        for (const listener of watch.listeners) listener(event)
      }
      watch.last = moment
    }
    if (watch.listeners.size > 0) schedule(ownerId, watch, lookEveryMs)
  }

  async function readMoment(ownerId: OwnerId): Promise<Moment> {
    const [activity, shared] = await Promise.all([readActivity(db, ownerId), readShared()])
    return { activity, ...shared }
  }

  function schedule(ownerId: OwnerId, watch: Watch, inMs: number): void {
    watch.timer = setTimeout(() => void look(ownerId, watch), inMs)
  }

  return {
    subscribe(ownerId, listener) {
      const watch = watches.get(ownerId) ?? { listeners: new Set(), last: null, timer: null }
      watches.set(ownerId, watch)
      watch.listeners.add(listener)
      if (watch.last !== null) for (const event of eventsSince(null, watch.last)) listener(event)
      if (watch.listeners.size === 1) schedule(ownerId, watch, 0)
      return () => {
        watch.listeners.delete(listener)
        if (watch.listeners.size > 0) return
        if (watch.timer !== null) clearTimeout(watch.timer)
        watches.delete(ownerId)
      }
    },
    subscribers: () => [...watches.values()].reduce((sum, watch) => sum + watch.listeners.size, 0),
    close() {
      for (const watch of watches.values()) {
        watch.listeners.clear()
        if (watch.timer !== null) clearTimeout(watch.timer)
      }
      watches.clear()
    },
  }
}

type SharedThings = Omit<Moment, 'activity'>

async function readSharedThings(db: Database): Promise<SharedThings> {
  const [gates, workers, now] = await Promise.all([readGates(db), listWorkers(db), databaseNow(db)])
  return { gates, workers, now }
}

/** What all owners share is looked at once, whoever of them asks. */
function onceAWhile(read: () => Promise<SharedThings>): () => Promise<SharedThings> {
  let last: { readonly answer: Promise<SharedThings>; readonly atMs: number } | null = null
  return () => {
    const nowMs = performance.now()
    if (last !== null && nowMs - last.atMs < lookEveryMs / 2) return last.answer
    last = { answer: read(), atMs: nowMs }
    return last.answer
  }
}
