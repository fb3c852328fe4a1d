import { createReadStream } from 'node:fs'
import type { JobEvent } from '@reelkeep/core'
import { type ClipIntake, openIntake, type TakenClip } from '../clip-intake.ts'
import { InvalidClipError } from '../mp4/invalid-clip.ts'
import { type ArchiveEvent, archived, failed } from '../open-archiver.ts'
import { keepClip } from '../store/keep-clip.ts'
import type { Store } from '../store/store.ts'
import { isClipOf, type RescuedJob, type RescueFolder } from './rescue-folder.ts'

export type KeepRescuedEvent = ArchiveEvent | Extract<JobEvent, { type: 'rescue-lost' }>

type Rescued = {
  readonly job: RescuedJob
  readonly folder: RescueFolder
  readonly store: Store
  readonly now: () => Date
  readonly signal: AbortSignal
}

/**
 * Puts a rescued clip into the store: hashed and checked again on the way, since disks forget too. Never throws for what
 * the store or the disk did.
 */
export async function keepRescued(rescued: Rescued): Promise<KeepRescuedEvent> {
  const { job, folder } = rescued
  const rescueId = await folder.id()
  const found = await folder.find(job.id)
  if (found === null || !isClipOf(found.facts, job))
    return { type: 'rescue-lost', rescueId, message: 'the file is gone' }
  try {
    return await send(rescued, found, job.clipKey)
  } catch (error) {
    if (!(error instanceof DamagedRescueError)) return failed(error)
    await folder.setAside(job.id, 'damaged')
    return { type: 'rescue-lost', rescueId, message: error.message }
  }
}

class DamagedRescueError extends Error {}

type Found = NonNullable<Awaited<ReturnType<RescueFolder['find']>>>

async function send(rescued: Rescued, found: Found, key: string): Promise<ArchiveEvent> {
  const { job, store, now, signal } = rescued
  const intake = openIntake(store, { key, jobId: job.id, signal })
  try {
    const taken = await read(found, intake)
    const kept = await keepClip(store, { key, jobId: job.id, taken, intake, signal })
    if (kept.outcome === 'kept') return archived(kept.clip, taken, now())
    await intake.abandon().catch(() => undefined)
    return await send(rescued, found, kept.key)
  } catch (error) {
    await intake.abandon().catch(() => undefined)
    throw error
  }
}

async function read({ facts, path }: Found, intake: ClipIntake): Promise<TakenClip> {
  const pieces: AsyncIterator<Buffer> = createReadStream(path)[Symbol.asyncIterator]()
  try {
    for (let piece = await nextOf(pieces); piece !== null; piece = await nextOf(pieces)) {
      await intake.take(piece)
    }
    const taken = intake.finish()
    if (taken.sha256 === facts.sha256) return taken
    throw new DamagedRescueError(`the file holds other bytes than were rescued: sha256 ${taken.sha256}`)
  } catch (error) {
    if (!(error instanceof InvalidClipError)) throw error
    throw new DamagedRescueError(`the file is damaged: ${error.message}`, { cause: error })
  } finally {
    await pieces.return?.()
  }
}

async function nextOf(pieces: AsyncIterator<Buffer>): Promise<Buffer | null> {
  try {
    const next = await pieces.next()
    return next.done === true ? null : next.value
  } catch (error) {
    throw new DamagedRescueError(
      `the file cannot be read: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    )
  }
}
