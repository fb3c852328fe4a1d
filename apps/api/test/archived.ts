import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { aClip, aJob, insertJob } from '@reelkeep/testing'
import type { TestApi } from './start-test-api.ts'

/** A clip in the store and its job; the bytes need not be a film for this. */
export async function archived(api: TestApi) {
  const body = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251))
  const sha256 = createHash('sha256').update(body).digest('hex')
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(body))
  const key = 'admin/autumn/0001_fox.mp4'
  const job = aJob({ upstream: 'globalaiopc', state: 'archived', clipKey: key })
  const checksum = crc.toString('base64')
  await api.store.put(key, { body, sha256, crc32: checksum, facts: { jobId: job.id } })
  const clip = aClip({ key, bucket: api.store.settings.bucket, bytes: body.length, sha256, crc32: checksum })
  await insertJob(api.db, { ...job, clip })
  return { id: job.id, body, sha256 }
}
