// Where everything lies under the data dir:
//
//   <bucket>/<key>                          an object, as a plain file
//   .meta/temporary/                        files being written; emptied at start
//   .meta/buckets/<bucket>/facts.jsonl      what HTTP says about the objects (see object-facts.ts)
//   .meta/buckets/<bucket>/unusual/<hash>   objects whose keys cannot be paths
//   .meta/buckets/<bucket>/uploads/<id>/    multipart uploads under way
//
// A bucket's name cannot begin with a dot, so .meta is never one. One server owns a data dir at a time.

import { createHash } from 'node:crypto'
import { join } from 'node:path'

export interface Layout {
  dataDir: string
  temporaryDir: string
  bucketsMetaDir: string
  bucketDir(bucket: string): string
  bucketMetaDir(bucket: string): string
  plainPath(bucket: string, key: string): string
  unusualDir(bucket: string): string
  unusualPath(bucket: string, key: string): string
  factsPath(bucket: string): string
  uploadsDir(bucket: string): string
}

export function createLayout(dataDir: string): Layout {
  const metaDir = join(dataDir, '.meta')
  const bucketsMetaDir = join(metaDir, 'buckets')
  const bucketMetaDir = (bucket: string) => `${bucketsMetaDir}/${bucket}`
  return {
    dataDir,
    temporaryDir: join(metaDir, 'temporary'),
    bucketsMetaDir,
    bucketMetaDir,
    bucketDir: (bucket) => `${dataDir}/${bucket}`,
    plainPath: (bucket, key) => `${dataDir}/${bucket}/${key}`,
    unusualDir: (bucket) => `${bucketMetaDir(bucket)}/unusual`,
    unusualPath: (bucket, key) => `${bucketMetaDir(bucket)}/unusual/${keyHash(key)}`,
    factsPath: (bucket) => `${bucketMetaDir(bucket)}/facts.jsonl`,
    uploadsDir: (bucket) => `${bucketMetaDir(bucket)}/uploads`,
  }
}

function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
