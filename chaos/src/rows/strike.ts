import type { JobState, Run, SentBatch } from '../row.ts'
import type { WorkerSettings, WorkerUnderTest } from '../world/world.ts'
import { isAtRest } from './operator.ts'
import { shuffled, wishOf } from './wishes.ts'

export type Strike = {
  readonly worker: WorkerUnderTest
  /** Everything sent until it struck, the struck job included. */
  readonly jobs: () => Promise<readonly JobState[]>
  /** The one job at which the point could act. */
  readonly struck: () => Promise<JobState>
}

type Setting = Omit<NonNullable<WorkerSettings['failpoint']>, 'prompt'>

/** Where the work goes is the queue's choice: it is offered until the worker with the failpoint has taken the named job. */
const roundsMax = 12
const named = 'to be struck'

/**
 * A third worker that is struck at one point while it handles one named job, among others that any worker may take.
 * Says how often it fired. The struck worker is left as the point left it: gone, frozen or alive.
 */
export async function strikeWorker(
  run: Run,
  { row, failpoint, marker = '' }: { row: number; failpoint: Setting; marker?: string },
): Promise<Strike> {
  const worker = await run.world.startWorker({ failpoint: { ...failpoint, prompt: named } })
  const batches: SentBatch[] = []
  const jobs = async () => (await Promise.all(batches.map((batch) => batch.jobs()))).flat()
  for (let round = 1; round <= roundsMax && worker.failpointFired() === 0; round += 1) {
    const others = Array.from({ length: run.draw(0, 2) }, (_, index) =>
      wishOf(run, row, `round ${round}, other ${index + 1}`, marker),
    )
    const batch = await run.send(
      shuffled(run, [wishOf(run, row, `round ${round}, ${named}`, marker), ...others]),
    )
    batches.push(batch)
    await run.world.until(
      `round ${round}: the point is reached, or the named job is past it`,
      async () => worker.failpointFired() > 0 || (await batch.jobs()).filter(isNamed).every(isAtRest),
    )
  }
  run.fired(worker.failpointFired())
  return {
    worker,
    jobs,
    struck: async () => {
      const last = (await batches.at(-1)?.jobs())?.find(isNamed)
      if (last === undefined) throw new Error('nothing was sent')
      return last
    },
  }
}

function isNamed({ prompt }: JobState): boolean {
  return prompt.includes(named)
}
