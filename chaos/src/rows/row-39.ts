import type { JobState, Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

const phases = ['queued', 'submitting', 'rendering', 'archiving'] as const

/** A deployment comes at a bad time, once or again and again. */
export const row39: Row = {
  number: 39,
  fault: 'SIGTERM while jobs are queued, being sent, rendering, being fetched',
  expected: 'the POST is waited for, the rest handed over; nothing is left in doubt',
  guards: ['I1', 'I4'],
  isReleaseGate: false,
  play: async (run) => {
    const batches: SentBatch[] = []
    for (let round = run.draw(1, 2); round > 0; round -= 1) {
      batches.push(await sendSlowOnes(run, `part ${batches.length + 1}`))
      await stopIn(run, pick(run, phases), batches)
    }
    await run.rest()
    const jobs = await jobsOf(batches)
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.expect('nothing was ever in doubt', (await historyOf(run, jobs, 'submission-unknown')).length === 0)
  },
}

/** Slow enough in each phase that a worker can be met in it. */
function sendSlowOnes(run: Run, part: string): Promise<SentBatch> {
  const markers = [`slow_create=${run.draw(300, 900)}`, `slow_download=${run.draw(300, 900)}`]
  const wishes = drawWishes(run, { row: 39, from: 4, to: 7, of: ['', ...markers], always: markers })
  return run.send(wishes.map(({ prompt }) => ({ prompt: `${prompt} ${part}` })))
}

/** One worker, or all of them at once; others come in their place. */
async function stopIn(run: Run, phase: string, batches: readonly SentBatch[]): Promise<void> {
  await run.world.until(`a job is ${phase}, or past it`, async () => {
    const states = (await jobsOf(batches)).map(({ state }) => state)
    return phase === 'queued' || states.includes(phase) || states.every((state) => state === 'archived')
  })
  // On a busy machine the moment may be gone when we come; then it was no fault, and is not counted.
  const underWay = (await jobsOf(batches)).filter(({ state }) => state !== 'archived')
  const leaving = run.random() < 0.5 ? run.world.workers() : run.world.workers().slice(0, 1)
  const codes = await Promise.all(leaving.map((worker) => worker.stop()))
  run.expect(
    `it goes down by itself (${codes.join(', ')})`,
    codes.every((code) => code === 0),
  )
  if (underWay.length > 0) run.fired(leaving.length)
  await Promise.all(leaving.map(() => run.world.startWorker()))
}

async function jobsOf(batches: readonly SentBatch[]): Promise<readonly JobState[]> {
  return (await Promise.all(batches.map((batch) => batch.jobs()))).flat()
}
