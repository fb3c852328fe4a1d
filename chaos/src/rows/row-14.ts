import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { isAtRest, restWithOpenGates } from './operator.ts'
import { drawWishes } from './wishes.ts'

/** Statements are carried out and their answers are lost: connections are cut after some bytes, or reset where they stand. */
export const row14: Row = {
  number: 14,
  fault: 'the connection to Postgres is cut during COMMIT',
  expected: 'the same save is told again and recognized; nothing is done twice',
  guards: ['I5'],
  isReleaseGate: false,
  play: async (run) => {
    const { postgres, until } = run.world
    const batch = await run.send(drawWishes(run, { row: 14, from: 3, to: 8, of: [''] }))
    const cuts = run.draw(2, 8)
    const enoughAt = Date.now() + run.draw(1_000, 4_000)
    postgres.proxy.apply({ type: 'cut', afterBytes: run.draw(600, 12_000) })
    try {
      await until('enough answers are cut off', async () => {
        // Connections that nobody uses meet no bytes to be cut after.
        if (run.random() < 0.2) postgres.proxy.resetAll()
        const struck = postgres.proxy.struck()
        return struck >= cuts || (struck > 0 && Date.now() > enoughAt) || (await batch.jobs()).every(isAtRest)
      })
      run.fired(postgres.proxy.struck())
    } finally {
      postgres.proxy.heal()
    }
    await restWithOpenGates(run, batch.jobs)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.expect(
      'each was sent once',
      jobs.every(({ submissions }) => submissions === 1),
    )
  },
}
