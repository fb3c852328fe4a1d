import { readBatchDocument } from '@reelkeep/archive'
import type { BatchDocument, JobDocument } from '@reelkeep/core'
import { type BatchRecordSource, restoreBatch, restoreOwner } from '@reelkeep/db'
import { readLines } from './read-lines.ts'
import { messageOf, type RebuildRun } from './rebuild-run.ts'

/** What is known of batches, so that jobs have something to hang on. */
export type BatchHeads = {
  /** Each with its state as it was written down. */
  readonly batches: ReadonlyMap<string, { readonly state: string; readonly finishedAt: string | null }>
  /** Makes sure that a job's owner, key and batch stand; false: its batch cannot. */
  makeRoomFor(document: JobDocument): Promise<boolean>
}

/** Restores the batches of all manifests by their first lines. */
export async function restoreHeads(run: RebuildRun, manifests: readonly string[]): Promise<BatchHeads> {
  const batches = new Map<string, { state: string; finishedAt: string | null }>()
  const refused = new Set<string>()
  const known = new Set<string>()

  async function restore(source: BatchRecordSource, where: string): Promise<void> {
    const { id, state, finished_at: finishedAt, name } = source.batch
    batches.set(id, { state, finishedAt })
    if (run.isDryRun) return
    if ((await restoreBatch(run.db, source)) !== 'taken') return
    refused.add(id)
    run.problem(where, `${id}: another batch has its name, "${name}"; its jobs are left in the bucket`)
  }

  for (const key of manifests) {
    run.signal.throwIfAborted()
    try {
      await restore(await firstLine(run, key), key)
    } catch (error) {
      run.signal.throwIfAborted()
      run.problem(key, `not a manifest: ${messageOf(error)}`)
    }
  }
  return {
    batches,
    makeRoomFor: async (document) => {
      const { batch, owner, key } = document
      if (batch !== null && !batches.has(batch.id)) await restore(standIn(document, batch), document.job.id)
      if (batch !== null && refused.has(batch.id)) return false
      // A job's key may be another than its batch's.
      if (!run.isDryRun && !known.has(key.id)) await restoreOwner(run.db, { owner, key })
      known.add(key.id)
      return true
    },
  }
}

async function firstLine(run: RebuildRun, key: string): Promise<BatchDocument> {
  for await (const line of readLines(run, key)) return readBatchDocument(line)
  throw new Error('it is empty')
}

/** A batch whose manifest is lost, as far as its jobs can tell of it. */
function standIn(
  { recorded_at, owner, key }: JobDocument,
  batch: NonNullable<JobDocument['batch']>,
): BatchRecordSource {
  return {
    recorded_at,
    owner,
    key,
    accounts: [],
    batch: {
      ...batch,
      state: 'running',
      revision: 1,
      budget_ticks: null,
      max_price_ticks: null,
      options: {},
      intake: {},
      updated_at: recorded_at,
      finished_at: null,
    },
  }
}
