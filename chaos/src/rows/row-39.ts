import type { Row } from '../row.ts'
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
    const batch = await run.send(
      drawWishes(run, {
        row: 39,
        from: 5,
        to: 9,
        of: ['', `slow_create=${run.draw(200, 900)}`, `slow_download=${run.draw(200, 900)}`],
        always: [`slow_create=${run.draw(300, 900)}`, `slow_download=${run.draw(300, 900)}`],
      }),
    )
    for (let round = run.draw(1, 2); round > 0; round -= 1) {
      const phase = pick(run, phases)
      const met = await run.world.until(`a job is ${phase}, or past it`, async () => {
        const states = (await batch.jobs()).map(({ state }) => state)
        if (states.some((state) => state === phase)) return 'met'
        return states.every((state) => state === 'archived') && 'past'
      })
      if (met === 'past') break
      const leaving = run.random() < 0.5 ? run.world.workers() : run.world.workers().slice(0, 1)
      const codes = await Promise.all(leaving.map((worker) => worker.stop()))
      run.expect(
        `it goes down by itself (${codes.join(', ')})`,
        codes.every((code) => code === 0),
      )
      run.fired(leaving.length)
      await Promise.all(leaving.map(() => run.world.startWorker()))
    }
    await run.rest()
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.expect('nothing was ever in doubt', (await historyOf(run, jobs, 'submission-unknown')).length === 0)
  },
}
