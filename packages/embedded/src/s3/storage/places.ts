// Which path holds which key. A key is a plain path where it can be one; else, or where another key stands in its way
// (a and a/b cannot both be paths), it is kept under a hash among the unusual ones, and stays there.

import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import type { FactsStore } from './facts-store.ts'
import { isFileError, moveFile } from './file-system.ts'
import type { Layout } from './layout.ts'
import { noSuchBucket } from './no-such-bucket.ts'
import { isPlainKey } from './plain-key.ts'

export interface Places {
  pathOf(bucket: string, key: string): string
  /** The folder above which a deleted object's empty folders must not be removed. */
  rootOf(bucket: string, key: string): string
  /** A rename: the object is there after it and was not before it. */
  moveIn(bucket: string, key: string, from: string): { path: string; firstNewFolder: string | null }
  forget(bucket: string, key: string): void
  isPlain(bucket: string, key: string): boolean
  /** Whether keys that begin so, up to a slash, can be in a folder of that name. */
  isPlainFolder(folderKey: string): boolean
  /** Rare, so held in memory; in no order. */
  unusualKeys(bucket: string): ReadonlySet<string>
}

export function createPlaces(
  layout: Layout,
  factsStore: FactsStore,
  buckets: readonly string[],
  fileSystemFoldsNames: boolean,
): Places {
  const unusual = new Map(buckets.map((bucket) => [bucket, readUnusualKeys(layout, factsStore, bucket)]))
  const unusualOf = (bucket: string): Set<string> => {
    const known = unusual.get(bucket)
    if (known !== undefined) return known
    const fresh = new Set<string>()
    unusual.set(bucket, fresh)
    return fresh
  }

  const isPlain = (bucket: string, key: string) =>
    isPlainKey(key, fileSystemFoldsNames) && unusual.get(bucket)?.has(key) !== true

  const moveAmongUnusual = (bucket: string, key: string, from: string) => {
    const path = layout.unusualPath(bucket, key)
    const firstNewFolder = moveFile(from, path)
    unusualOf(bucket).add(key)
    return { path, firstNewFolder }
  }

  return {
    isPlain,
    isPlainFolder: (folderKey) => isPlainKey(folderKey.slice(0, -1), fileSystemFoldsNames),
    pathOf: (bucket, key) =>
      isPlain(bucket, key) ? layout.plainPath(bucket, key) : layout.unusualPath(bucket, key),
    rootOf: (bucket, key) => (isPlain(bucket, key) ? layout.bucketDir(bucket) : layout.unusualDir(bucket)),
    moveIn: (bucket, key, from) => {
      // Synchronous from here to the rename, so that the bucket and the folders cannot go away in between.
      if (!existsSync(layout.bucketDir(bucket))) throw noSuchBucket(bucket)
      if (!isPlain(bucket, key)) return moveAmongUnusual(bucket, key, from)
      const path = layout.plainPath(bucket, key)
      try {
        return { path, firstNewFolder: moveFile(from, path) }
      } catch (error) {
        if (isFileError(error, 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY'))
          return moveAmongUnusual(bucket, key, from)
        throw error
      }
    },
    forget: (bucket, key) => {
      unusual.get(bucket)?.delete(key)
    },
    unusualKeys: (bucket) => unusual.get(bucket) ?? new Set(),
  }
}

/** Only if there are any is each known key hashed to see whether it is one of them. */
function readUnusualKeys(layout: Layout, factsStore: FactsStore, bucket: string): Set<string> {
  const directory = layout.unusualDir(bucket)
  const present = new Set(existsSync(directory) ? readdirSync(directory) : [])
  if (present.size === 0) return present
  return new Set(
    [...factsStore.keys(bucket)].filter((key) => present.has(basename(layout.unusualPath(bucket, key)))),
  )
}
