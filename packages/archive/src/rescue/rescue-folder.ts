// Clips on our own disk that the store would not take before their links died. A clip is there when its facts are: both
// are written under another name, brought to the disk, and only then given their own, the clip first.
import { randomBytes } from 'node:crypto'
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '@reelkeep/core'
import { z } from 'zod'

const factsSchema = z.object({
  job_id: z.string(),
  /** Whose render it is: a job may be rendered anew. Null: it was written before this was kept. */
  submission_id: z.string().nullable().default(null),
  clip_key: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  crc32: z.string(),
  rescued_at: z.string(),
})

/** What lies beside a rescued clip: no link and no prompt. */
export type RescuedClip = z.infer<typeof factsSchema>

export type RescueFolder = {
  /** Made once per folder and kept in it, so that it names the disk and not a process. */
  id(): Promise<string>
  /** Begins a clip's file. Throws when the folder may hold no more. */
  openClip(jobId: string): Promise<RescueFile>
  list(): Promise<RescuedClip[]>
  /** Null: no such clip lies here. */
  find(jobId: string): Promise<{ readonly facts: RescuedClip; readonly path: string } | null>
  /** The store has it, or nobody waits for it any more. */
  drop(jobId: string): Promise<void>
  /** Out of the way, but for a person to look at: what was written is not what is read, or it is of an earlier render. */
  setAside(jobId: string, as: 'damaged' | 'earlier'): Promise<void>
  usage(): Promise<{ readonly bytes: number; readonly clips: number }>
}

export type RescueFile = {
  readonly path: string
  append(piece: Buffer): Promise<void>
  /** On the disk, not only on its way there. */
  sync(): Promise<void>
  /** Makes the clip one that is there. */
  commit(facts: RescuedClip): Promise<void>
  discard(): Promise<void>
}

const idFile = 'folder-id'
const clipEnding = '.mp4'
const factsEnding = '.json'
const partEnding = '.part'
/** What is being written is younger; what is older was left by a process that is gone. */
const leftoverAfterMs = 3_600_000

export function openRescueFolder(directory: string, maxBytes: number): RescueFolder {
  let id: Promise<string> | null = null
  const clipPath = (jobId: string) => join(directory, `${jobId}${clipEnding}`)
  const factsPath = (jobId: string) => join(directory, `${jobId}${factsEnding}`)

  return {
    id: () => {
      id ??= readOrMakeId(directory).catch((error) => {
        id = null
        throw error
      })
      return id
    },
    openClip: async (jobId) => {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await dropLeftovers(directory)
      const room = maxBytes - (await bytesIn(directory))
      const path = join(directory, `${jobId}-${randomBytes(4).toString('hex')}${partEnding}`)
      const file = await open(path, 'wx', 0o600)
      return openFile({ directory, path, file, room, clipPath: clipPath(jobId), factsPath: factsPath(jobId) })
    },
    list: async () => {
      const names = await namesIn(directory)
      const found = await Promise.all(
        names.filter((name) => name.endsWith(factsEnding)).map((name) => readFacts(join(directory, name))),
      )
      return found.filter((facts) => facts !== null)
    },
    find: async (jobId) => {
      const facts = await readFacts(factsPath(jobId))
      const path = clipPath(jobId)
      const bytes = facts && (await sizeOf(path))
      return facts === null || bytes === null ? null : { facts, path }
    },
    drop: async (jobId) => {
      // In the opposite order of the commit: facts without a clip would be a promise that is not kept.
      await rm(factsPath(jobId), { force: true })
      await rm(clipPath(jobId), { force: true })
    },
    setAside: async (jobId, as) => {
      const mark = randomBytes(4).toString('hex')
      await rename(factsPath(jobId), `${factsPath(jobId)}.${mark}.${as}`).catch(ignoreMissing)
      await rename(clipPath(jobId), `${clipPath(jobId)}.${mark}.${as}`).catch(ignoreMissing)
    },
    usage: async () => ({
      bytes: await bytesIn(directory),
      clips: (await namesIn(directory)).filter((name) => name.endsWith(factsEnding)).length,
    }),
  }
}

export type RescuedJob = Pick<Job, 'id' | 'clipKey' | 'submission'>

/** Not that of an earlier submission of the same job, whose clip is another one. */
export function isClipOf(
  clip: Pick<RescuedClip, 'job_id' | 'submission_id'>,
  { id, submission }: Pick<Job, 'id' | 'submission'>,
): boolean {
  return clip.job_id === id && (clip.submission_id === null || clip.submission_id === submission?.id)
}

type Opened = {
  readonly directory: string
  readonly path: string
  readonly file: FileHandle
  readonly room: number
  readonly clipPath: string
  readonly factsPath: string
}

function openFile({ directory, path, file, room, clipPath, factsPath }: Opened): RescueFile {
  let written = 0
  return {
    path,
    append: async (piece) => {
      written += piece.length
      if (written > room) throw new Error('the rescue folder may hold no more (archive.rescue_max_bytes)')
      await file.appendFile(piece)
    },
    sync: async () => {
      await file.sync()
      await file.close()
    },
    commit: async (facts) => {
      await rename(path, clipPath)
      // A name of its own: another process may commit the same clip at this moment.
      const draft = `${path}.facts${partEnding}`
      await writeFile(draft, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600, flush: true })
      await rename(draft, factsPath)
      await syncDirectory(directory)
    },
    discard: async () => {
      await file.close().catch(() => undefined)
      await rm(path, { force: true })
    },
  }
}

async function readOrMakeId(directory: string): Promise<string> {
  const path = join(directory, idFile)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(4).toString('hex')}${partEnding}`
  await writeFile(draft, `rescue_${randomBytes(8).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    // Fails when another process has named the folder already; then its name holds.
    await link(draft, path)
    await syncDirectory(directory)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  return (await readFile(path, 'utf8')).trim()
}

async function readFacts(path: string): Promise<RescuedClip | null> {
  try {
    const read = factsSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return read.success ? read.data : null
  } catch {
    // Gone meanwhile, or not to be read: either way there is no clip to be had by it.
    return null
  }
}

/** Rows of a folder that nobody has made yet are none. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    ignoreMissing(error)
    return []
  }
}

async function bytesIn(directory: string): Promise<number> {
  const sizes = await Promise.all((await namesIn(directory)).map((name) => sizeOf(join(directory, name))))
  return sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? found.size : null
}

async function dropLeftovers(directory: string): Promise<void> {
  const parts = (await namesIn(directory)).filter((name) => name.endsWith(partEnding))
  const oldest = performance.timeOrigin + performance.now() - leftoverAfterMs
  await Promise.all(
    parts.map(async (name) => {
      const path = join(directory, name)
      const found = await stat(path).catch(() => null)
      if (found !== null && found.mtimeMs < oldest) await rm(path, { force: true })
    }),
  )
}

/** A name is on the disk only when its folder is. */
async function syncDirectory(directory: string): Promise<void> {
  const folder = await open(directory, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
