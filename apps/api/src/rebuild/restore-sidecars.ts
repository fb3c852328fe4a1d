import { readJobDocument, readOpenJobsDocument } from '@reelkeep/archive'
import { type JobDocument, recordKindOf, sidecarKeyFor } from '@reelkeep/core'
import { readLines } from './read-lines.ts'
import { type FoundJob, messageOf, type RebuildRun } from './rebuild-run.ts'
import type { BatchHeads } from './restore-heads.ts'

/** Far more than a job with the longest prompt and history has. */
const sidecarBytesMax = 8 * 1024 ** 2
const readsAtOnce = 16
const jobsPerPage = 200
/** A page is one statement, and its text has to fit into memory however large its records are. */
const pageBytesMax = 32 * 1024 ** 2
const readTimeoutMs = 60_000

/** Restores what is told beside each clip; answers the jobs that were. */
export async function restoreSidecars(
  run: RebuildRun,
  heads: BatchHeads,
  openJobs: readonly string[],
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>()
  const openVersions = await readOpenVersions(run, openJobs)
  let keys: string[] = []
  let pageBytes = 0
  async function restorePage(): Promise<void> {
    const page = await readPage(run, keys)
    keys = []
    pageBytes = 0
    const wanted: FoundJob[] = []
    for (const read of sparesFirst(page)) {
      if (seen.has(read.document.job.id)) continue
      const found = isSpare(read) ? await newestOf(run, read) : read
      const { job } = found.document
      // A failed or canceled job may have been begun again after this was written.
      if ((openVersions.get(job.id) ?? 0) > job.version) continue
      if (!(await heads.makeRoomFor(found.document))) continue
      seen.add(job.id)
      wanted.push({ ...found, document: await withCheckedClip(run, found.key, found.document) })
    }
    await run.restore(wanted)
  }
  for await (const { key, bytes } of run.store.list('', run.signal)) {
    if (recordKindOf(key) !== 'sidecar' || key.startsWith('.reelkeep/')) continue
    keys.push(key)
    pageBytes += bytes
    if (keys.length === jobsPerPage || pageBytes > pageBytesMax) await restorePage()
  }
  await restorePage()
  return seen
}

async function readPage(run: RebuildRun, keys: readonly string[]): Promise<FoundJob[]> {
  const left = [...keys]
  const found: FoundJob[] = []
  const read = async () => {
    for (let key = left.shift(); key !== undefined; key = left.shift()) {
      run.signal.throwIfAborted()
      const document = await readSidecar(run, key)
      if (document !== null) found.push({ key, document })
    }
  }
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, keys.length) }, read))
  return found
}

/**
 * Beside a clip that was mended, or kept, under another key than was planned. An older record may lie at the planned one,
 * and comes later in the order of the keys.
 */
function isSpare({ key, document }: FoundJob): boolean {
  return sidecarKeyFor(document.job.clip_key) !== key
}

function sparesFirst(page: readonly FoundJob[]): readonly FoundJob[] {
  return [...page].sort((left, right) => Number(isSpare(right)) - Number(isSpare(left)))
}

/** Of all the records that tell of the same job the one of the highest version. */
async function newestOf(run: RebuildRun, spare: FoundJob): Promise<FoundJob> {
  const { id, clip_key: clipKey } = spare.document.job
  const keys = [sidecarKeyFor(clipKey)]
  const prefix = `${clipKey.replace(/\.mp4$/, '')}-`
  for await (const { key } of run.store.list(prefix, run.signal)) {
    if (recordKindOf(key) === 'sidecar' && key !== spare.key) keys.push(key)
  }
  let newest = spare
  for (const key of keys) {
    const text = await run.store.readRecord(key, sidecarBytesMax, within(run)).catch(() => null)
    const document = text === null ? null : jobDocumentIn(text)
    if (document?.job.id === id && document.job.version > newest.document.job.version)
      newest = { key, document }
  }
  return newest
}

/** What is no record is named when its own turn comes. */
function jobDocumentIn(text: string): JobDocument | null {
  try {
    return readJobDocument(text)
  } catch {
    return null
  }
}

async function readSidecar(run: RebuildRun, key: string): Promise<JobDocument | null> {
  try {
    const text = await run.store.readRecord(key, sidecarBytesMax, within(run))
    if (text === null) throw new Error('it is gone')
    return readJobDocument(text)
  } catch (error) {
    run.signal.throwIfAborted()
    run.problem(key, `not a record of a job: ${messageOf(error)}`)
    return null
  }
}

/**
 * A job whose clip is not there, or is another, comes back all the same, with its costs and history: that the clip is
 * missing is worth knowing. The bucket may have been copied: its name is the present one's.
 */
async function withCheckedClip(run: RebuildRun, key: string, document: JobDocument): Promise<JobDocument> {
  const { clip } = document
  if (clip === null) return document
  try {
    const found = await run.store.head(clip.key, within(run))
    if (found === null) run.problem(key, `its clip ${clip.key} is missing`)
    else if (found.bytes !== clip.bytes) {
      run.problem(key, `its clip ${clip.key} has ${found.bytes} bytes, not ${clip.bytes}`)
    } else if (found.crc32 !== null && found.crc32 !== clip.crc32) {
      run.problem(key, `its clip ${clip.key} has other bytes: crc32 ${found.crc32}, not ${clip.crc32}`)
    }
  } catch (error) {
    run.signal.throwIfAborted()
    run.problem(key, `its clip ${clip.key} could not be looked at: ${messageOf(error)}`)
  }
  return { ...document, clip: { ...clip, bucket: run.store.settings.bucket } }
}

async function readOpenVersions(run: RebuildRun, keys: readonly string[]): Promise<Map<string, number>> {
  const versions = new Map<string, number>()
  for (const key of keys) {
    try {
      let isFirst = true
      for await (const line of readLines(run, key)) {
        if (isFirst) readOpenJobsDocument(line)
        else {
          const { job } = readJobDocument(line)
          versions.set(job.id, job.version)
        }
        isFirst = false
      }
    } catch {
      // Named when its rows are restored.
      run.signal.throwIfAborted()
    }
  }
  return versions
}

function within({ signal }: RebuildRun): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(readTimeoutMs)])
}
