import type { Job, JobEvent } from '@reelkeep/core'
import { type ArchiveEvent, type ArchiverParts, openArchiver } from '../open-archiver.ts'
import { type KeepRescuedEvent, keepRescued } from './keep-rescued.ts'
import { isClipOf, openRescueFolder, type RescuedClip, type RescuedJob } from './rescue-folder.ts'
import { type RescueTarget, storeOnDisk } from './rescue-store.ts'

export type RescueEvent = ArchiveEvent | Extract<JobEvent, { type: 'clip-rescued' }>

export type Rescue = {
  /** The id of our own folder, as `jobs.rescued_to` names it. Rejects when the data dir cannot be written to. */
  folderId(): Promise<string>
  /**
   * Fetches the job's link once, with every check, onto our own disk, unless its clip lies there already. Trouble of the
   * disk is an interruption by the store; `why` says what the store did.
   */
  fetch(job: Job, io: { readonly why: string; readonly signal: AbortSignal }): Promise<RescueEvent>
  /** Puts a clip of our folder into the store. */
  keep(job: RescuedJob, io: { readonly signal: AbortSignal }): Promise<KeepRescuedEvent>
  list(): Promise<readonly RescuedClip[]>
  drop(jobId: string): Promise<void>
  usage(): Promise<{ readonly bytes: number; readonly clips: number }>
}

export type RescueParts = ArchiverParts & {
  /** `rescue/` in the data dir: has to outlive the process. */
  readonly directory: string
  /** Of all that lies in the folder. */
  readonly rescueMaxBytes: number
}

export function openRescue(parts: RescueParts): Rescue {
  const { store, clock } = parts
  const folder = openRescueFolder(parts.directory, parts.rescueMaxBytes)
  return {
    folderId: () => folder.id(),
    fetch: async (job, { why, signal }) => {
      const target: RescueTarget = { file: null }
      const archiver = openArchiver({ ...parts, store: storeOnDisk(store, folder, job.id, target) })
      /** By a worker that died before it could say so, or just now by another one. */
      const findOwn = async () => {
        const there = await folder.find(job.id)
        return there !== null && isClipOf(there.facts, job) ? there.facts : null
      }
      try {
        const rescueId = await folder.id()
        const rescued = ({ bytes, sha256 }: Pick<RescuedClip, 'bytes' | 'sha256'>): RescueEvent => {
          return { type: 'clip-rescued', rescueId, bytes, sha256, message: why }
        }
        const early = await findOwn()
        if (early !== null) return rescued(early)
        const event = await archiver.archive(job, { signal })
        if (event.type !== 'clip-archived' || target.file === null) return event
        const late = await findOwn()
        if (late !== null) return rescued(late)
        const { bytes, sha256, crc32 } = event.clip
        await folder.setAside(job.id, 'earlier')
        await target.file.commit({
          job_id: job.id,
          submission_id: job.submission?.id ?? null,
          clip_key: job.clipKey,
          bytes,
          sha256,
          crc32,
          rescued_at: clock.now().toISOString(),
        })
        target.file = null
        return rescued({ bytes, sha256 })
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        return { type: 'archive-interrupted', where: 'store', message: `not rescued: ${message}` }
      } finally {
        await target.file?.discard()
        await archiver.close()
      }
    },
    keep: (job, { signal }) => keepRescued({ job, folder, store, now: () => clock.now(), signal }),
    list: () => folder.list(),
    drop: (jobId) => folder.drop(jobId),
    usage: () => folder.usage(),
  }
}
