// Everything that touches the disk, put together over one data dir.

import { mkdirSync } from 'node:fs'
import { type Buckets, createBuckets, listBucketNames } from './buckets.ts'
import { createFactsStore } from './facts-store.ts'
import { createLayout } from './layout.ts'
import { type ListPosition, listKeys } from './list-keys.ts'
import { createObjectStore, type ObjectStore } from './object-store.ts'
import { createPlaces } from './places.ts'
import { foldsNames } from './plain-key.ts'
import { createTemporaryFiles, type Durability, type TemporaryFiles } from './temporary-file.ts'
import { createUploadStore, sweepUploads, type UploadStore } from './upload-store.ts'

export interface Storage {
  buckets: Buckets
  objects: ObjectStore
  uploads: UploadStore
  temporaryFiles: TemporaryFiles
  listKeys(bucket: string, prefix: string, position: ListPosition): AsyncGenerator<string>
  close(): void
}

export function openStorage(dataDir: string, durability: Durability): Storage {
  mkdirSync(dataDir, { recursive: true })
  const layout = createLayout(dataDir)
  mkdirSync(layout.bucketsMetaDir, { recursive: true })
  const temporaryFiles = createTemporaryFiles(layout.temporaryDir, durability)
  const bucketNames = listBucketNames(dataDir)
  for (const bucket of bucketNames) sweepUploads(layout, bucket)
  const factsStore = createFactsStore(layout, durability)
  const places = createPlaces(layout, factsStore, bucketNames, foldsNames(layout.temporaryDir))
  return {
    buckets: createBuckets({ layout, places, factsStore, durability }),
    objects: createObjectStore({ layout, places, factsStore, durability }),
    uploads: createUploadStore({ layout, temporaryFiles, durability }),
    temporaryFiles,
    listKeys: (bucket, prefix, position) => listKeys({ layout, places }, bucket, prefix, position),
    close: () => factsStore.close(),
  }
}
