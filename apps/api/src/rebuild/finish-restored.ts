import { releaseRestoredBatches, relinkJobs } from '@reelkeep/db'
import type { RebuildRun } from './rebuild-run.ts'
import type { BatchHeads } from './restore-heads.ts'

const perStatement = 1_000

/** Once all is back: links between jobs, and batches that need not wait for a person. */
export async function finishRestored(run: RebuildRun, { batches }: BatchHeads): Promise<void> {
  for (const links of chunks(run.links)) await relinkJobs(run.db, links)
  const states = [...batches].map(([id, { state, finishedAt }]) => ({ id, state, finishedAt }))
  for (const some of chunks(states)) {
    for (const { id, name, held } of await releaseRestoredBatches(run.db, some)) {
      run.problem(
        id,
        `"${name}" stays paused: ${held} of its rows were queued when they were written down and may have been sent since; compare them with the upstream, then resume it`,
      )
    }
  }
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let from = 0; from < items.length; from += perStatement) {
    parts.push(items.slice(from, from + perStatement))
  }
  return parts
}
