import type { Run } from '../row.ts'
import type { WorkerSettings, WorkerUnderTest } from '../world/world.ts'

/** Ends every worker as a deployment does, and starts these in their place. */
export async function replaceWorkers(
  run: Run,
  ...settings: readonly WorkerSettings[]
): Promise<readonly WorkerUnderTest[]> {
  await Promise.all(run.world.workers().map((worker) => worker.stop()))
  return Promise.all(settings.map((each) => run.world.startWorker(each)))
}
