import type { JobState, Run, SentBatch } from '../row.ts'
import type { WorkerSettings, WorkerUnderTest } from '../world/world.ts'
import { isAtRest } from './operator.ts'
import { drawWishes } from './wishes.ts'

export type Strike = {
  readonly worker: WorkerUnderTest
  /** Everything sent until it struck, the struck job included. */
  readonly jobs: () => Promise<readonly JobState[]>
  /** The job at which the point acted. */
  readonly struck: () => Promise<JobState>
}

type Order = {
  readonly row: number
  readonly failpoint: NonNullable<WorkerSettings['failpoint']>
  readonly marker?: string
}

/** Where the work goes is the queue's choice: it is offered until the worker with the failpoint has taken some. */
const roundsMax = 15

/**
 * A third worker that is struck at one point of whatever job it takes there. Says how often it fired. The worker is left
 * as the point left it: gone, frozen or alive.
 */
export async function strikeWorker(run: Run, { row, failpoint, marker = '' }: Order): Promise<Strike> {
  const worker = await run.world.startWorker({ failpoint })
  const batches: SentBatch[] = []
  const jobs = async () => (await Promise.all(batches.map((batch) => batch.jobs()))).flat()
  for (let round = 1; round <= roundsMax && worker.failpointFired() === 0; round += 1) {
    const batch = await run.send(
      drawWishes(run, { row, from: 1, to: 4, of: [marker], name: `round ${round}, wish` }),
    )
    batches.push(batch)
    await run.world.until(
      `round ${round}: the point is reached, or every job is past it`,
      async () => worker.failpointFired() > 0 || (await batch.jobs()).every(isAtRest),
    )
  }
  run.fired(worker.failpointFired())
  return {
    worker,
    jobs,
    struck: async () => {
      const [id] = worker.struckJobs()
      const struck = (await jobs()).find((job) => job.id === id)
      if (struck === undefined) throw new Error(`nothing was struck in ${roundsMax} rounds`)
      return struck
    },
  }
}
