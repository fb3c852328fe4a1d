import type { OwnerId } from '@reelkeep/core'
import { type KeyClaim, noteKeyUse, readKeyClaim, readOwnerId } from '@reelkeep/db'
import type { AppDeps } from '../deps.ts'

/** How long a look-up is believed; so long a key may still work after another process has revoked it. */
export const keyBelievedMs = 2_000
/** How often the use of a key is written down. */
const useNotedMs = 60_000
const entriesMax = 1_000

export type KeyBook = {
  /** The row of a key, at most `keyBelievedMs` old. Null: there is none. Throws when the database is away. */
  find(id: string): Promise<KeyClaim | null>
  /** Null: no such owner. */
  ownerId(name: string): Promise<OwnerId | null>
  /** The key let somebody in. Sampled: the row tells the minute, not the moment. */
  noteUse(id: string): void
  /** It was changed here, so the next look is a fresh one. */
  forget(id: string): void
}

/** One look-up a key and moment, however many requests come with it. What is not found is not remembered. */
export function createKeyBook({ db, clock }: Pick<AppDeps, 'db' | 'clock'>): KeyBook {
  const keys = remembering((id) => readKeyClaim(db, id), clock)
  const owners = remembering((name) => readOwnerId(db, name), clock)
  const notedAtMs = new Map<string, number>()
  return {
    find: keys.find,
    ownerId: owners.find,
    noteUse(id) {
      const nowMs = clock.now().getTime()
      if (nowMs - (notedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < useNotedMs) return
      if (notedAtMs.size >= entriesMax) notedAtMs.clear()
      notedAtMs.set(id, nowMs)
      // A sample: one that is lost is taken again a minute later.
      noteKeyUse(db, id).catch(() => undefined)
    },
    forget: keys.forget,
  }
}

type Entry<Value> = { readonly value: Promise<Value | null>; readonly atMs: number }

function remembering<Value>(look: (name: string) => Promise<Value | null>, clock: AppDeps['clock']) {
  const entries = new Map<string, Entry<Value>>()
  return {
    async find(name: string): Promise<Value | null> {
      const nowMs = clock.now().getTime()
      const known = entries.get(name)
      if (known !== undefined && Math.abs(nowMs - known.atMs) < keyBelievedMs) return known.value
      if (entries.size >= entriesMax) entries.clear()
      // The moment is that of the question: what it answers is at least as young.
      const entry = { value: look(name), atMs: nowMs }
      entries.set(name, entry)
      const drop = () => {
        if (entries.get(name) === entry) entries.delete(name)
      }
      try {
        const value = await entry.value
        if (value === null) drop()
        return value
      } catch (error) {
        drop()
        throw error
      }
    },
    forget: (name: string) => void entries.delete(name),
  }
}
