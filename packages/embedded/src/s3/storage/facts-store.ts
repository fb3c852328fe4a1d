// Reads and writes the facts files, with the latest in memory: a HEAD of a known object costs one lstat.

import { type FileIdentity, moveFile, removeFile, syncMove } from './file-system.ts'
import type { Layout } from './layout.ts'
import { type KnownVersion, readFactsDocument, versionOf, writeFactsDocument } from './object-facts.ts'
import type { Durability, TemporaryFiles } from './temporary-file.ts'

export interface FactsStore {
  find(bucket: string, key: string, identity: FileIdentity): KnownVersion | null
  /** The first is the newest. */
  write(bucket: string, key: string, versions: readonly KnownVersion[]): Promise<void>
  remove(bucket: string, key: string): void
}

export function createFactsStore(
  layout: Layout,
  temporaryFiles: TemporaryFiles,
  durability: Durability,
): FactsStore {
  const cache = new Map<string, KnownVersion>()
  const remember = (path: string, version: KnownVersion) => {
    if (cache.size >= cacheLimit) {
      // The oldest; a page of a list or a player's ranges ask for what is newest.
      for (const oldest of cache.keys()) {
        cache.delete(oldest)
        break
      }
    }
    cache.set(path, version)
  }

  return {
    find: (bucket, key, identity) => {
      const name = `${bucket}/${key}`
      const cached = cache.get(name)
      if (cached !== undefined && isSame(cached.identity, identity)) return cached
      const version = versionOf(readFactsDocument(layout.factsPath(bucket, key)), identity)
      if (version !== null) remember(name, version)
      return version
    },
    write: async (bucket, key, versions) => {
      const path = layout.factsPath(bucket, key)
      const file = await temporaryFiles.createFrom(writeFactsDocument(key, versions))
      const firstNewFolder = moveFile(file.path, path)
      if (durability === 'full') await syncMove(path, firstNewFolder)
      const [newest] = versions
      if (newest !== undefined) remember(`${bucket}/${key}`, newest)
    },
    remove: (bucket, key) => {
      cache.delete(`${bucket}/${key}`)
      removeFile(layout.factsPath(bucket, key))
    },
  }
}

const cacheLimit = 10_000

function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.inode === other.inode && one.sizeBytes === other.sizeBytes && one.modifiedMs === other.modifiedMs
}
