import { clipKeysOf, type OpenUpload } from '@reelkeep/archive'
import { listUploadJobs } from '@reelkeep/db'
import { describeError } from './log.ts'
import type { ScrubIo } from './scrub.ts'

const groupSize = 500

/**
 * Aborts uploads in parts that a worker of ours began and can complete no more: older than `olderThanMs`, under the key
 * of a job whose clip is not on its way at this moment. What others began in the bucket is left alone.
 */
export async function sweepUploads(olderThanMs: number, io: ScrubIo): Promise<void> {
  const { store, signal } = io
  const bornBefore = io.world.clock.now().getTime() - olderThanMs
  let group: OpenUpload[] = []
  let aborted = 0
  for await (const upload of store.listUploads(signal)) {
    if (signal.aborted) return
    if (upload.begunAt.getTime() >= bornBefore) continue
    group.push(upload)
    if (group.length < groupSize) continue
    aborted += await abortOurs(group, io)
    group = []
  }
  aborted += await abortOurs(group, io)
  if (aborted > 0) io.world.log.info({ aborted }, 'unfinished uploads aborted')
}

async function abortOurs(uploads: readonly OpenUpload[], io: ScrubIo): Promise<number> {
  const { db, store, world, signal } = io
  if (uploads.length === 0) return 0
  const jobs = await listUploadJobs(
    db,
    uploads.flatMap(({ key }) => clipKeysOf(key)),
  )
  const busy = new Map(jobs.map(({ clipKey, isBusy }) => [clipKey, isBusy]))
  let aborted = 0
  for (const upload of uploads) {
    if (signal.aborted) break
    const ours = clipKeysOf(upload.key).filter((key) => busy.has(key))
    if (ours.length === 0 || ours.some((key) => busy.get(key))) continue
    try {
      if (await store.abortUpload(upload, signal)) aborted += 1
    } catch (error) {
      world.log.warn({ key: upload.key, error: describeError(error) }, 'upload not aborted')
    }
  }
  world.metrics.uploadsSwept(aborted)
  return aborted
}
