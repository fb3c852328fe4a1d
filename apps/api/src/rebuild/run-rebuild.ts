import { moveOperation, type OperationProgress } from '@reelkeep/db'
import type { AppDeps } from '../deps.ts'
import { rebuildBucket } from './rebuild-bucket.ts'
import { createRebuildRun, messageOf } from './rebuild-run.ts'

/** Figures are written down at most this often. */
const progressEveryMs = 1_000

/**
 * Rebuilds under an operation whose row tells how far it is. Never throws: what stopped it is the operation's last
 * problem, and another run goes on where this one ended.
 */
export async function runRebuild(
  { db, store, clock, upstreams }: AppDeps,
  operation: { readonly id: string; readonly isDryRun: boolean },
  signal: AbortSignal,
): Promise<void> {
  let movedAtMs = 0
  const run = createRebuildRun({
    db,
    store,
    clock,
    signal,
    isDryRun: operation.isDryRun,
    isKnownPlace: (name, baseUrl) =>
      baseUrl === null || upstreams.some(({ rules, baseUrl: own }) => rules.name === name && own === baseUrl),
    onProgress: async (progress) => {
      const nowMs = clock.now().getTime()
      if (nowMs - movedAtMs < progressEveryMs) return
      movedAtMs = nowMs
      await moveOperation(db, operation.id, progress)
    },
  })
  let state: 'finished' | 'failed' = 'finished'
  try {
    await rebuildBucket(run)
  } catch (error) {
    state = 'failed'
    run.problem('the rebuild itself', `stopped: ${messageOf(error)}; run it again`)
  }
  await end(run.progress(), state)

  /** With the database away it stays "running", and counts as dead when it has not moved for a while. */
  async function end(progress: OperationProgress, outcome: 'finished' | 'failed'): Promise<void> {
    await moveOperation(db, operation.id, progress, outcome).catch(() => undefined)
  }
}
