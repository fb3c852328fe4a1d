import type { Job, JobEvent } from '@reelkeep/core'
import { type ArchiveEvent, type ArchiverParts, openArchiver } from '../open-archiver.ts'
import { type KeepRescuedEvent, keepRescued } from './keep-rescued.ts'
import { openRescueFolder, type RescuedClip } from './rescue-folder.ts'
import { type RescueTarget, storeOnDisk } from './rescue-store.ts'

export type RescueEvent = ArchiveEvent | Extract<JobEvent, { type: 'clip-rescued' }>

export type Rescue = {
  /** The id of our own folder, as `jobs.rescued_to` names it. Rejects when the data dir cannot be written to. */
  folderId(): Promise<string>
  /**
   * Fetches the job's link once, with every check, onto our own disk. Trouble of the disk is an interruption by the
   * store; `why` says what the store did.
   */
  fetch(job: Job, io: { readonly why: string; readonly signal: AbortSignal }): Promise<RescueEvent>
  /** Puts a clip of our folder into the store. */
  keep(job: Pick<Job, 'id' | 'clipKey'>, io: { readonly signal: AbortSignal }): Promise<KeepRescuedEvent>
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
      const rescueId = await folder.id()
      const target: RescueTarget = { file: null }
      const archiver = openArchiver({ ...parts, store: storeOnDisk(store, folder, job.id, target) })
      try {
        const event = await archiver.archive(job, { signal })
        if (event.type !== 'clip-archived' || target.file === null) return event
        const { bytes, sha256, crc32 } = event.clip
        await target.file.commit({
          job_id: job.id,
          clip_key: job.clipKey,
          bytes,
          sha256,
          crc32,
          rescued_at: clock.now().toISOString(),
        })
        target.file = null
        return { type: 'clip-rescued', rescueId, bytes, sha256, message: why }
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
