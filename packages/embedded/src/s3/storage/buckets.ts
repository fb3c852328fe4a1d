// Buckets: the folders of the data dir whose names S3 allows.

import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { S3Error } from '../s3-error.ts'
import type { FactsStore } from './facts-store.ts'
import { isFileError, syncFolder } from './file-system.ts'
import type { Layout } from './layout.ts'
import { noSuchBucket } from './no-such-bucket.ts'
import type { Places } from './places.ts'
import type { Durability } from './temporary-file.ts'

export interface Buckets {
  list(): { name: string; createdMs: number }[]
  create(name: string): Promise<void>
  remove(name: string): void
}

export function createBuckets(deps: {
  layout: Layout
  places: Places
  factsStore: FactsStore
  durability: Durability
}): Buckets {
  const { layout, places, factsStore, durability } = deps
  return {
    list: () =>
      listBucketNames(layout.dataDir).map((name) => ({
        name,
        createdMs: statSync(layout.bucketDir(name)).birthtimeMs,
      })),
    create: async (name) => {
      requireBucketName(name)
      try {
        mkdirSync(layout.bucketDir(name))
      } catch (error) {
        if (!isFileError(error, 'EEXIST')) throw error
        throw new S3Error('BucketAlreadyOwnedByYou', 'The bucket exists already, and it is yours.')
      }
      if (durability === 'full') await syncFolder(layout.dataDir)
    },
    remove: (name) => {
      if (!existsSync(layout.bucketDir(name))) throw noSuchBucket(name)
      const hasUploads =
        existsSync(layout.uploadsDir(name)) && readdirSync(layout.uploadsDir(name)).length > 0
      if (hasUploads || places.unusualKeys(name).size > 0) throw notEmpty()
      try {
        rmdirSync(layout.bucketDir(name))
      } catch (error) {
        throw isFileError(error, 'ENOTEMPTY', 'EEXIST') ? notEmpty() : error
      }
      factsStore.forgetBucket(name)
      rmSync(layout.bucketMetaDir(name), { recursive: true, force: true })
    },
  }
}

export function listBucketNames(dataDir: string): string[] {
  return readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isBucketName(entry.name))
    .map((entry) => entry.name)
    .sort()
}

export function requireBucketName(name: string): void {
  if (!isBucketName(name)) {
    throw new S3Error('InvalidBucketName', 'A bucket name has 3 to 63 of a-z, 0-9, dots and hyphens.')
  }
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')
}

function notEmpty(): S3Error {
  return new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.')
}
