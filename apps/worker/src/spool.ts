// Accepted tasks on our own disk before the database has them: an id that cost money must outlive this process even
// when Postgres is away at that very moment, or the process is killed between the answer and the commit.
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createGrouper } from '@reelkeep/queue'

export type Acceptance = {
  readonly jobId: string
  readonly submissionId: string
  readonly taskId: string
  readonly upstreamStatus: string | null
}

export type Spool = {
  /** Resolves when the acceptance is on disk, with all that came at the same time. */
  keep(acceptance: Acceptance): Promise<void>
  /** The database has it. */
  forget(submissionId: string): void
  /** What other workers' files hold, by worker. */
  left(): Promise<readonly { readonly workerId: string; readonly acceptances: readonly Acceptance[] }[]>
  drop(workerId: string): Promise<void>
  /** Removes our own file unless the database still lacks something of it. */
  close(): Promise<void>
}

/** A file this long is begun anew as soon as the database has all of it. */
const linesMax = 1_000
const extension = '.ndjson'

export function openSpool(directory: string, workerId: string): Spool {
  const path = join(directory, `${workerId}${extension}`)
  const unsaved = new Set<string>()
  let file: FileHandle | null = null
  let lines = 0

  const writes = createGrouper<Acceptance, true>({
    batchMax: 200,
    run: async (batch) => {
      if (file === null) {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        file = await open(path, 'a', 0o600)
      }
      if (lines > linesMax && unsaved.size <= batch.length) {
        await file.truncate(0)
        lines = 0
      }
      // Begins a line of its own: a full disk may have left half of one before it.
      const text = batch.map((acceptance) => `\n${JSON.stringify(acceptance)}\n`).join('')
      await file.appendFile(text)
      await file.datasync()
      // Another worker may take us for dead while we only cannot reach Postgres, and have told and removed the file.
      if ((await inodeOf(path)) !== (await file.stat()).ino) {
        await file.close()
        file = await open(path, 'a', 0o600)
        await file.appendFile(text)
        await file.datasync()
      }
      lines += batch.length
      return batch.map(() => true)
    },
  })

  return {
    keep: async (acceptance) => {
      if (unsaved.has(acceptance.submissionId)) return
      unsaved.add(acceptance.submissionId)
      await writes.call(acceptance)
    },
    forget: (submissionId) => {
      unsaved.delete(submissionId)
    },
    left: async () => {
      const names = await readdir(directory).catch(() => [])
      const others = names.filter((name) => name.endsWith(extension) && name !== `${workerId}${extension}`)
      return Promise.all(
        others.map(async (name) => ({
          workerId: name.slice(0, -extension.length),
          acceptances: readAcceptances(await readFile(join(directory, name), 'utf8').catch(() => '')),
        })),
      )
    },
    drop: (other) => rm(join(directory, `${other}${extension}`), { force: true }),
    close: async () => {
      await writes.idle()
      await file?.close()
      if (unsaved.size === 0) await rm(path, { force: true })
    },
  }
}

async function inodeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ ino }) => ino,
    () => null,
  )
}

/** Whole lines only: one that a kill cut short was never relied on. */
function readAcceptances(text: string): Acceptance[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        // Written above and nowhere else.
        return [JSON.parse(line) as Acceptance]
      } catch {
        // Half a line after a power cut, in the middle of the file.
        return []
      }
    })
}
