import { type ClipFinding, checkClip, type Store } from '@reelkeep/archive'
import { assertNever } from '@reelkeep/core'
import {
  type ClipToCheck,
  countClipsOfOwner,
  type Database,
  listClipsOfOwner,
  listLeastChecked,
  moveOperation,
  type OperationProblem,
  type ScrubOrder,
  saveClipCheck,
} from '@reelkeep/db'
import { describeError } from './log.ts'
import type { World } from './world.ts'

/** What the chores of the bucket need. */
export type ScrubIo = {
  readonly db: Database
  readonly store: Store
  readonly world: Pick<World, 'clock' | 'log' | 'metrics'>
  readonly signal: AbortSignal
}

const pageSize = 100
const problemsKept = 1_000
/** So many readings in a row that fail are the store's fault, and the rest can wait for its return. */
const failuresInARow = 3

/**
 * Hashes clips again, one at a time so that the bucket's line stays free for what comes in. Answers what is wrong, by
 * clip; a clip that could not be read is named too, and stays unchecked.
 */
export async function scrubClips(
  clips: readonly ClipToCheck[],
  io: ScrubIo,
): Promise<{ problems: OperationProblem[]; done: number; skipped: number }> {
  const found: { problems: OperationProblem[]; done: number; skipped: number } = {
    problems: [],
    done: 0,
    skipped: 0,
  }
  let failures = 0
  for (const clip of clips) {
    if (io.signal.aborted || failures >= failuresInARow) break
    if (clip.bucket !== io.store.settings.bucket) {
      found.skipped += 1
      continue
    }
    try {
      const message = await checkOne(clip, io)
      found.done += 1
      failures = 0
      if (message !== null) found.problems.push({ where: clip.jobId, message })
    } catch (error) {
      if (io.signal.aborted) break
      failures += 1
      io.world.metrics.clipChecked('unreadable')
      io.world.log.warn(
        { job_id: clip.jobId, key: clip.key, error: describeError(error) },
        'clip not checked',
      )
      found.problems.push({ where: clip.jobId, message: `${clip.key} could not be read` })
    }
  }
  return found
}

/** A scrub that a person asked for, to its end or until the worker goes down; another one begins it again then. */
export async function doScrubOrder(order: ScrubOrder, io: ScrubIo): Promise<void> {
  const { ownerId, filter } = order
  const wanted = { ownerId, batchId: filter.batch_id ?? null, jobId: filter.job_id ?? null }
  const sample =
    filter.sample === undefined
      ? null
      : await listLeastChecked(io.db, { ownerId, bucket: io.store.settings.bucket, limit: filter.sample })
  const progress = {
    matched: sample?.length ?? (await countClipsOfOwner(io.db, wanted)),
    done: 0,
    skipped: 0,
    problemCount: 0,
    problems: [] as OperationProblem[],
  }
  let failures = 0
  for await (const clip of sample ?? clipsOf(wanted, io.db)) {
    const found = await scrubClips([clip], io)
    if (io.signal.aborted) return
    failures = found.done + found.skipped > 0 ? 0 : failures + 1
    progress.done += found.done
    progress.skipped += found.skipped
    progress.problemCount += found.problems.length
    progress.problems.push(...found.problems.slice(0, problemsKept - progress.problems.length))
    if (failures === failuresInARow) {
      progress.problemCount += 1
      progress.problems.push({
        where: 'the scrub itself',
        message: 'stopped: the store gives nothing; order it again',
      })
      await moveOperation(io.db, order.id, progress, 'failed')
      return
    }
    await moveOperation(io.db, order.id, progress)
  }
  await moveOperation(io.db, order.id, progress, 'finished')
  const { matched, done, problemCount } = progress
  io.world.log.info({ operation: order.id, matched, checked: done, problems: problemCount }, 'scrub finished')
}

async function* clipsOf(
  wanted: Omit<Parameters<typeof countClipsOfOwner>[1], 'after'>,
  db: Database,
): AsyncGenerator<ClipToCheck> {
  let after: ClipToCheck['jobId'] | null = null
  for (;;) {
    const page: ClipToCheck[] = await listClipsOfOwner(db, { ...wanted, after, limit: pageSize })
    yield* page
    after = page.at(-1)?.jobId ?? null
    if (page.length < pageSize) return
  }
}

/** Null: the clip is what it was. */
async function checkOne(clip: ClipToCheck, { db, store, world, signal }: ScrubIo): Promise<string | null> {
  const finding = await checkClip(store, clip, signal)
  const { jobId, key, bytes, sha256 } = clip
  const detail = { key, bytes, sha256, ...foundIn(finding) }
  const damage = finding.outcome === 'whole' ? null : finding.outcome
  const isNews = await saveClipCheck(db, { jobId, damage, detail })
  world.metrics.clipChecked(finding.outcome)
  if (damage === null) {
    if (isNews) world.log.info({ job_id: jobId, ...detail }, 'clip mended')
    return null
  }
  world.log.error({ job_id: jobId, damage, ...detail }, 'clip damaged')
  return describe(finding, clip)
}

function foundIn(finding: ClipFinding): { found_bytes?: number; found_sha256?: string } {
  switch (finding.outcome) {
    case 'other_length':
      return { found_bytes: finding.bytes }
    case 'other_hash':
      return { found_sha256: finding.sha256 }
    default:
      return {}
  }
}

function describe(finding: ClipFinding, { key, bytes, sha256 }: ClipToCheck): string | null {
  switch (finding.outcome) {
    case 'whole':
      return null
    case 'missing':
      return `${key} is missing from the bucket`
    case 'other_length':
      return `${key} has ${finding.bytes} bytes, not ${bytes}`
    case 'other_hash':
      return `${key} has other bytes: its sha256 is ${finding.sha256}, not ${sha256}`
    default:
      return assertNever(finding)
  }
}
