import type { Row, Run, SentBatch } from '../row.ts'
import type { FailpointName } from '../world/failpoint.ts'
import type { WorkerSettings, WorkerUnderTest } from '../world/world.ts'
import { expectOneCreationEach, expectStates, historyOf } from './evidence.ts'
import { replaceWorkers } from './staff.ts'
import { drawWishes, pick, wishOf } from './wishes.ts'

const points: readonly FailpointName[] = [
  'poll.before_ask',
  'poll.before_commit',
  'archive.before_fetch',
  'archive.before_complete',
]
const crashesMax = 3

/** One job ends whichever process takes it, at the same place each time. */
export const row44: Row = {
  number: 44,
  fault: 'a job that kills its worker each time',
  expected: 'set aside as crashed after three; its neighbours are kept',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const poison = wishOf(run, 44, 'the poison')
    const settings: WorkerSettings = {
      failpoint: { name: pick(run, points), action: 'kill', prompt: poison.prompt, times: 1_000 },
    }
    await replaceWorkers(run, settings, settings)
    const batch = await run.send([poison, ...drawWishes(run, { row: 44, from: 2, to: 5, of: [''] })])
    const deaths = await replaceTheDead(run, batch, poison.prompt, settings)
    await run.rest(60_000)
    const jobs = await batch.jobs()
    const [poisoned] = jobs.filter(({ prompt }) => prompt === poison.prompt)
    run.expect(
      `the poison is set aside (${poisoned?.state} ${poisoned?.reason})`,
      poisoned?.state === 'failed' && poisoned.reason === 'crashed',
    )
    run.expect(`after ${deaths} deaths`, deaths >= crashesMax && deaths <= crashesMax + 1)
    const neighbours = jobs.filter(({ prompt }) => prompt !== poison.prompt)
    expectStates(run, 'its neighbours are kept', neighbours, 'archived')
    await expectOneCreationEach(run, jobs)
    run.expect('nothing was left in doubt', (await historyOf(run, jobs, 'submission-unknown')).length === 0)
    run.fired(deaths)
  },
}

/** Starts a worker for each that dies, as a supervisor does, until the poison is final; answers how many died. */
async function replaceTheDead(
  run: Run,
  batch: SentBatch,
  poison: string,
  settings: WorkerSettings,
): Promise<number> {
  let deaths = 0
  const watched = new Set<WorkerUnderTest>()
  const watch = (worker: WorkerUnderTest): void => {
    watched.add(worker)
    void worker.ended.then(() => {
      deaths += 1
      watched.delete(worker)
    })
  }
  run.world.workers().forEach(watch)
  await run.world.until(
    'the poison is set aside',
    async () => {
      while (watched.size < 2 && deaths < crashesMax * 3) watch(await run.world.startWorker(settings))
      const job = (await batch.jobs()).find(({ prompt }) => prompt === poison)
      return job?.state === 'failed'
    },
    60_000,
  )
  return deaths
}
