import type { Store } from '@reelkeep/archive'
import type { JobDocument } from '@reelkeep/core'
import { restoredJob } from '@reelkeep/core'
import {
  type Database,
  listKnownJobs,
  newSubmissionId,
  type OperationProblem,
  type OperationProgress,
  restoreJobs,
} from '@reelkeep/db'

/** One run over the bucket: what it works with, and what it has come to. */
export type RebuildRun = {
  readonly db: Database
  readonly store: Pick<Store, 'settings' | 'list' | 'read' | 'readRecord' | 'head'>
  readonly isDryRun: boolean
  readonly signal: AbortSignal
  /** Links to older jobs, made once all are back. */
  readonly links: { readonly id: string; readonly supersedesId: string }[]
  problem(where: string, message: string): void
  /** Puts a page of jobs back; each is told with the key of its record. */
  restore(page: readonly FoundJob[]): Promise<void>
  progress(): OperationProgress
}

export type FoundJob = { readonly key: string; readonly document: JobDocument }

const problemsKept = 1_000

export function createRebuildRun(
  parts: Pick<RebuildRun, 'db' | 'store' | 'isDryRun' | 'signal'> & {
    readonly clock: { now(): Date }
    readonly onProgress: (progress: OperationProgress) => Promise<void>
  },
): RebuildRun {
  const { db, clock } = parts
  const problems: OperationProblem[] = []
  const links: { id: string; supersedesId: string }[] = []
  let [matched, done, skipped, problemCount] = [0, 0, 0, 0]

  function problem(where: string, message: string): void {
    problemCount += 1
    if (problems.length < problemsKept) problems.push({ where, message: message.slice(0, 500) })
  }

  function progress(): OperationProgress {
    return { matched, done, skipped, problemCount, problems }
  }

  async function look(page: readonly FoundJob[]): Promise<void> {
    const known = await listKnownJobs(db, idsOf(page))
    skipped += known.size
    done += page.length - known.size
  }

  async function putBack(page: readonly FoundJob[]): Promise<void> {
    const at = clock.now().toISOString()
    const keyOf = new Map(page.map(({ key, document }) => [document.job.id, key]))
    const documents = page.flatMap(({ key, document }) => {
      try {
        return [restoredJob(document, { at, newSubmissionId: newSubmissionId() })]
      } catch (error) {
        problem(key, messageOf(error))
        return []
      }
    })
    const outcome = await restoreJobs(db, documents)
    done += outcome.restored.length
    skipped += outcome.kept.length
    for (const { id, message } of outcome.problems) problem(keyOf.get(id) ?? id, `${id}: ${message}`)
    const restored = new Set<string>(outcome.restored)
    for (const { job } of documents) {
      if (job.supersedes_id !== null && restored.has(job.id)) {
        links.push({ id: job.id, supersedesId: job.supersedes_id })
      }
    }
  }

  return {
    ...parts,
    links,
    problem,
    progress,
    restore: async (page) => {
      parts.signal.throwIfAborted()
      matched += page.length
      if (page.length > 0) await (parts.isDryRun ? look(page) : putBack(page))
      await parts.onProgress(progress())
    },
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function idsOf(page: readonly FoundJob[]): string[] {
  return page.map(({ document }) => document.job.id)
}
