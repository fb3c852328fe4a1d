import type { OwnerId } from '@reelkeep/core'
import { type Activity, type BatchRecord, type Database, readActivity } from '@reelkeep/db'
import { presentCounts } from './presenters/present-batch.ts'
import { presentPause } from './presenters/present-brakes.ts'

/** Something a page may want to show at once. `data` is small: what changed, not everything about it. */
export type ActivityEvent =
  | { readonly event: 'batch'; readonly data: object }
  | { readonly event: 'jobs'; readonly data: object }

export type ActivityFeed = {
  /** Calls back with every change from now on, beginning with how things stand; returns the way out. */
  subscribe(ownerId: OwnerId, listener: (event: ActivityEvent) => void): () => void
  subscribers(): number
  close(): void
}

const lookEveryMs = 1_000

type Watch = {
  readonly listeners: Set<(event: ActivityEvent) => void>
  last: Activity | null
  timer: NodeJS.Timeout | null
}

/** Looks at the database once a second per owner, however many pages are open, and not at all while none is. */
export function createActivityFeed(db: Database): ActivityFeed {
  const watches = new Map<OwnerId, Watch>()

  async function look(ownerId: OwnerId, watch: Watch): Promise<void> {
    // A database that is away is looked at again a second later; the pages keep what they have.
    const activity = await readActivity(db, ownerId).catch(() => null)
    if (activity !== null) {
      for (const event of changesOf(watch.last, activity)) {
        for (const listener of watch.listeners) listener(event)
      }
      watch.last = activity
    }
    if (watch.listeners.size > 0) schedule(ownerId, watch, lookEveryMs)
  }

  function schedule(ownerId: OwnerId, watch: Watch, inMs: number): void {
    watch.timer = setTimeout(() => void look(ownerId, watch), inMs)
  }

  return {
    subscribe(ownerId, listener) {
      const watch = watches.get(ownerId) ?? { listeners: new Set(), last: null, timer: null }
      watches.set(ownerId, watch)
      watch.listeners.add(listener)
      if (watch.last !== null) for (const event of changesOf(null, watch.last)) listener(event)
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

function changesOf(before: Activity | null, now: Activity): ActivityEvent[] {
  const known = new Map(before?.batches.map((batch) => [batch.id, JSON.stringify(presentMoving(batch))]))
  const batches = now.batches.map(presentMoving)
  const changed = batches.filter((batch) => known.get(batch.id) !== JSON.stringify(batch))
  return [
    ...changed.map((batch) => ({ event: 'batch' as const, data: batch })),
    ...(before?.marks === now.marks ? [] : [{ event: 'jobs' as const, data: { in_flight: now.inFlight } }]),
  ]
}

function presentMoving(batch: BatchRecord) {
  const { id, name, state } = batch
  return { id, name, state, pause: presentPause(batch), counts: presentCounts(batch) }
}
