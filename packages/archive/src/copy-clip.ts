import type { Clip, Job, JobEvent } from '@reelkeep/core'
import { readingSignal } from './check-clip.ts'
import { type ClipIntake, openIntake, type TakenClip } from './clip-intake.ts'
import { InvalidClipError } from './mp4/invalid-clip.ts'
import { archived } from './open-archiver.ts'
import { keepClip } from './store/keep-clip.ts'
import type { Store } from './store/store.ts'

export type CopyEvent = Extract<JobEvent, { type: 'clip-archived' | 'archive-interrupted' | 'reuse-lost' }>

type Copying = {
  readonly store: Store
  readonly clock: { now(): Date }
  readonly signal: AbortSignal
}

/**
 * Puts a copy of a stored clip under the job's own key: read from the bucket, hashed, checked as any clip, and kept only
 * if it is the very clip that was archived then. Never throws for what the store did.
 */
export async function copyClip(
  job: Pick<Job, 'id' | 'clipKey'>,
  original: Clip,
  copying: Copying,
): Promise<CopyEvent> {
  if (original.bucket !== copying.store.settings.bucket) {
    return lost(`${original.key} lies in the bucket ${original.bucket}, which is not the present one`)
  }
  return copyTo(job.clipKey, job, original, copying)
}

async function copyTo(
  key: string,
  job: Pick<Job, 'id'>,
  original: Clip,
  copying: Copying,
): Promise<CopyEvent> {
  const { store, clock, signal } = copying
  const intake = openIntake(store, { key, jobId: job.id, signal })
  try {
    const taken = await readOriginal(original, intake, copying)
    if (typeof taken === 'string') {
      await intake.abandon().catch(() => undefined)
      return lost(taken)
    }
    const kept = await keepClip(store, { key, jobId: job.id, taken, intake, signal })
    if (kept.outcome === 'send-again') return await copyTo(kept.key, job, original, copying)
    return archived(kept.clip, taken, clock.now())
  } catch (error) {
    await intake.abandon().catch(() => undefined)
    return storeTrouble(error)
  }
}

/** The clip, whole and checked; or what is wrong with it, in words. */
async function readOriginal(
  { key, bytes, sha256 }: Clip,
  intake: ClipIntake,
  { store, signal }: Copying,
): Promise<TakenClip | string> {
  const both = readingSignal(bytes, signal)
  const found = await store.read(key, undefined, both)
  if (found.outcome === 'missing') return `${key} is missing from the bucket`
  if (found.outcome === 'bad-range') throw new Error(`the store gave a range of ${key}, not the whole`)
  if (found.bytes !== bytes) {
    found.body.destroy()
    return `${key} has ${found.bytes} bytes, not ${bytes}`
  }
  const stop = (): void => void found.body.destroy(new Error(`reading ${key} was stopped`))
  both.addEventListener('abort', stop, { once: true })
  try {
    let read = 0
    for await (const chunk of found.body) {
      read += chunk.length
      await intake.take(chunk)
    }
    if (read !== bytes) throw new Error(`${read} of ${bytes} bytes of ${key} came`)
    const taken = intake.finish()
    return taken.sha256 === sha256 ? taken : `${key} has other bytes than were kept`
  } catch (error) {
    if (error instanceof InvalidClipError) return `${key} has other bytes than were kept: ${error.message}`
    throw error
  } finally {
    both.removeEventListener('abort', stop)
  }
}

function lost(message: string): CopyEvent {
  return { type: 'reuse-lost', message }
}

function storeTrouble(error: unknown): CopyEvent {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { type: 'archive-interrupted', where: 'store', message: message.slice(0, 500) }
}
