// The facts logs of all buckets, with the latest facts in memory: a HEAD of a known object costs one lstat.

import { type FactsLog, openFactsLog } from './facts-log.ts'
import type { FileIdentity } from './file-system.ts'
import type { Layout } from './layout.ts'
import { type KnownVersion, versionOf } from './object-facts.ts'
import type { Durability } from './temporary-file.ts'

export interface FactsStore {
  find(bucket: string, key: string, identity: FileIdentity): KnownVersion | null
  /** The first version is the newest; none means the object is gone. */
  write(bucket: string, key: string, versions: readonly KnownVersion[]): Promise<void>
  keys(bucket: string): Iterable<string>
  forgetBucket(bucket: string): void
  close(): void
}

export function createFactsStore(layout: Layout, durability: Durability): FactsStore {
  const logs = new Map<string, FactsLog>()
  const logOf = (bucket: string): FactsLog => {
    const known = logs.get(bucket)
    if (known !== undefined) return known
    const log = openFactsLog(layout.factsPath(bucket), durability)
    logs.set(bucket, log)
    return log
  }
  const latest = new Map<string, KnownVersion>()
  const remember = (name: string, version: KnownVersion) => {
    const oldest = latest.keys().next()
    if (latest.size >= latestLimit && !oldest.done) latest.delete(oldest.value)
    latest.set(name, version)
  }

  return {
    find: (bucket, key, identity) => {
      const name = `${bucket}/${key}`
      const known = latest.get(name)
      if (known !== undefined && isSame(known.identity, identity)) return known
      const version = versionOf(logOf(bucket).read(key), identity)
      if (version !== null) remember(name, version)
      return version
    },
    write: async (bucket, key, versions) => {
      const [newest] = versions
      if (newest !== undefined) remember(`${bucket}/${key}`, newest)
      else latest.delete(`${bucket}/${key}`)
      await logOf(bucket).append({ key, versions })
    },
    keys: (bucket) => logOf(bucket).keys(),
    forgetBucket: (bucket) => {
      logs.get(bucket)?.close()
      logs.delete(bucket)
    },
    close: () => {
      for (const log of logs.values()) log.close()
      logs.clear()
    },
  }
}

const latestLimit = 10_000

function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.inode === other.inode && one.sizeBytes === other.sizeBytes && one.modifiedMs === other.modifiedMs
}
