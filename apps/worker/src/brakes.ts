import {
  type BrakedBatch,
  beginChore,
  type Database,
  endTrials,
  listSpoilingBatches,
  stopSpoilingBatches,
} from '@reelkeep/db'
import type { World } from './world.ts'

/** Of all workers that look every two seconds one judges: the figures are the same for all. */
const judgedEveryMs = 1_500

/**
 * Lets batches pause themselves: when their trial is over, or when too much of them goes wrong. Looked at every two
 * seconds, and not at each save: what is in flight by then is paid for, and no save waits for a count.
 */
export async function applyBrakes(db: Database, world: World): Promise<void> {
  if (!(await beginChore(db, { name: 'brakes', everyMs: judgedEveryMs }))) return
  tell('stop_when', await stopSpoilingBatches(db, await listSpoilingBatches(db)), world)
  tell('trial', await endTrials(db), world)
}

function tell(reason: 'stop_when' | 'trial', batches: readonly BrakedBatch[], { log }: World): void {
  for (const { id, detail } of batches) {
    log.warn({ batch_id: id, pause_reason: reason, ...detail }, 'batch paused itself')
  }
}
