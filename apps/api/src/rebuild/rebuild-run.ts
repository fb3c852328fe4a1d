import type { Store } from '@reelkeep/archive'
import type { JobDocument } from '@reelkeep/core'
import { restoredJob } from '@reelkeep/core'
import {
  type Database,
  holdOlderJobs,
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
  /** Whether tasks of the upstream are asked about at this address; null: at the configured one. */
  readonly isKnownPlace: (upstream: string, baseUrl: string | null) => boolean
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
  parts: Pick<RebuildRun, 'db' | 'store' | 'isDryRun' | 'signal' | 'isKnownPlace'> & {
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

  /** A forged record could have a key of ours sent to an address of its author's, who reads the key's id in other records. */
  function trusted(key: string, document: JobDocument): JobDocument {
    const isForeign = (submission: JobDocument['submissions'][number]): boolean =>
      submission.credential_id !== null && !parts.isKnownPlace(submission.upstream, submission.base_url)
    if (!document.submissions.some(isForeign)) return document
    // Nobody asks about what has ended, and an upstream may have moved since.
    if (!['archived', 'failed', 'canceled'].includes(document.job.state)) {
      problem(
        key,
        `${document.job.id}: made at an address that is not the base_url of ${document.job.upstream}: no key is sent there`,
      )
    }
    return {
      ...document,
      submissions: document.submissions.map((submission) =>
        isForeign(submission) ? { ...submission, credential_id: null } : submission,
      ),
    }
  }

  /** A backup was put back before: what it has as queued was sent since, and would be sent again. */
  async function lookForOlder(page: readonly FoundJob[], ids: ReadonlySet<string>): Promise<void> {
    const standing = page.filter(({ document }) => ids.has(document.job.id))
    const recorded = standing.map(({ document: { job, recorded_at } }) => ({
      id: job.id,
      submissions: job.submissions,
      recordedAt: recorded_at,
    }))
    const keyOf = new Map(standing.map(({ key, document }) => [document.job.id, key]))
    for (const { id, state, submissions } of await holdOlderJobs(db, recorded, parts)) {
      const held = state === 'queued' ? '; it must not be sent again: its batch is paused, cancel it' : ''
      problem(
        keyOf.get(id) ?? id,
        `${id}: the database is older than this record: it has the job as ${state} with ${submissions} submissions, and there were more${held}`,
      )
    }
  }

  async function look(page: readonly FoundJob[]): Promise<void> {
    const known = await listKnownJobs(db, idsOf(page))
    skipped += known.size
    done += page.length - known.size
    await lookForOlder(page, known)
  }

  async function putBack(page: readonly FoundJob[]): Promise<void> {
    const at = clock.now().toISOString()
    const keyOf = new Map(page.map(({ key, document }) => [document.job.id, key]))
    const documents = page.flatMap(({ key, document }) => {
      try {
        return [
          restoredJob(trusted(keyOf.get(document.job.id) ?? '', document), {
            at,
            newSubmissionId: newSubmissionId(),
          }),
        ]
      } catch (error) {
        problem(key, messageOf(error))
        return []
      }
    })
    const outcome = await restoreJobs(db, documents)
    done += outcome.restored.length
    skipped += outcome.kept.length
    await lookForOlder(page, new Set<string>(outcome.kept))
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
