// Objects: plain files that appear whole, with their facts, or not at all. How that survives a kill: object-facts.ts.

import { closeSync, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeFile } from './describe-file.ts'
import type { FactsStore } from './facts-store.ts'
import {
  type FileIdentity,
  identityOf,
  openExisting,
  removeEmptyParents,
  removeFile,
  syncFolder,
  syncMove,
} from './file-system.ts'
import { createKeyLocks } from './key-locks.ts'
import type { Layout } from './layout.ts'
import { noSuchBucket } from './no-such-bucket.ts'
import type { KnownVersion, ObjectFacts, Tag } from './object-facts.ts'
import type { Places } from './places.ts'
import type { Durability, TemporaryFile } from './temporary-file.ts'
import { checkWriteConditions, type WriteConditions } from './write-conditions.ts'

export interface StoredObject extends ObjectFacts {
  sizeBytes: number
  modifiedMs: number
}

export interface ObjectStore {
  /** Throws NoSuchBucket. */
  requireBucket(bucket: string): void
  find(bucket: string, key: string): Promise<StoredObject | null>
  /** The caller closes the descriptor. */
  open(bucket: string, key: string): Promise<{ fd: number; object: StoredObject } | null>
  /** Takes the finished file over; of racing writers with a condition exactly one passes it. */
  put(input: {
    bucket: string
    key: string
    file: TemporaryFile
    identity: FileIdentity
    facts: ObjectFacts
    conditions: WriteConditions
  }): Promise<StoredObject>
  setTags(bucket: string, key: string, tags: readonly Tag[]): Promise<boolean>
  remove(bucket: string, key: string, ifMatch: string | null): Promise<void>
}

export function createObjectStore(deps: {
  layout: Layout
  places: Places
  factsStore: FactsStore
  durability: Durability
}): ObjectStore {
  const { layout, places, factsStore, durability } = deps
  const locks = createKeyLocks()
  const lockName = (bucket: string, key: string) => `${bucket}/${key}`

  /** Only while the key is locked: what has no facts now has none because nobody wrote them. */
  const currentVersion = async (bucket: string, key: string): Promise<KnownVersion | null> => {
    const path = places.pathOf(bucket, key)
    const identity = identityOf(path)
    if (identity === null) return null
    const known = factsStore.find(bucket, key, identity)
    if (known !== null) return known
    const described = await describeFile(path, key)
    if (described !== null) await factsStore.write(bucket, key, [described])
    return described
  }

  const describeIfUnknown = (bucket: string, key: string) =>
    locks.hold(lockName(bucket, key), () => currentVersion(bucket, key))

  const store: ObjectStore = {
    requireBucket: (bucket) => {
      if (!existsSync(layout.bucketDir(bucket))) throw noSuchBucket(bucket)
    },

    find: async (bucket, key) => {
      const identity = identityOf(places.pathOf(bucket, key))
      if (identity === null) return null
      const known = factsStore.find(bucket, key, identity) ?? (await describeIfUnknown(bucket, key))
      return known && toStoredObject(known)
    },

    open: async (bucket, key) => {
      // The file may be replaced between opening it and reading its facts; then the newer one is opened.
      for (let attempt = 0; attempt < openAttempts; attempt++) {
        const opened = openExisting(places.pathOf(bucket, key))
        if (opened === null) return null
        const known = factsStore.find(bucket, key, opened.identity)
        if (known !== null) return { fd: opened.fd, object: toStoredObject(known) }
        closeSync(opened.fd)
        await describeIfUnknown(bucket, key)
      }
      throw new Error(`an object was replaced ${openAttempts} times while it was being opened`)
    },

    put: (input) => {
      const { bucket, key, file, identity, facts } = input
      return locks.hold(lockName(bucket, key), async () => {
        try {
          store.requireBucket(bucket)
          const present = await currentVersion(bucket, key)
          checkWriteConditions(input.conditions, present?.facts.etag ?? null)
          const version = { identity, facts }
          await factsStore.write(bucket, key, present === null ? [version] : [version, present])
          const placed = places.moveIn(bucket, key, file.path)
          if (durability === 'full') await syncMove(placed.path, placed.firstNewFolder)
          return toStoredObject(version)
        } catch (error) {
          file.discard()
          throw error
        }
      })
    },

    setTags: (bucket, key, tags) =>
      locks.hold(lockName(bucket, key), async () => {
        const present = await currentVersion(bucket, key)
        if (present === null) return false
        await factsStore.write(bucket, key, [{ ...present, facts: { ...present.facts, tags } }])
        return true
      }),

    remove: (bucket, key, ifMatch) =>
      locks.hold(lockName(bucket, key), async () => {
        const path = places.pathOf(bucket, key)
        if (identityOf(path) === null && ifMatch === null) return
        if (ifMatch !== null) {
          const present = await currentVersion(bucket, key)
          checkWriteConditions({ ifNoneMatchAny: false, ifMatch }, present?.facts.etag ?? null)
        }
        removeFile(path)
        if (durability === 'full') await syncFolder(dirname(path))
        removeEmptyParents(path, places.rootOf(bucket, key))
        places.forget(bucket, key)
        await factsStore.write(bucket, key, [])
      }),
  }
  return store
}

const openAttempts = 10

function toStoredObject({ identity, facts }: KnownVersion): StoredObject {
  return { ...facts, sizeBytes: identity.sizeBytes, modifiedMs: identity.modifiedMs }
}
