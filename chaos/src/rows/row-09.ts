import type { Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates, listed } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes } from './wishes.ts'

const resumesWithinMs = 5_000

/** The queue's process dies with everything it knew. */
export const row09: Row = {
  number: 9,
  fault: 'Redis is killed and comes back empty',
  expected: 'all work is offered again; workers resume within 5 s of its return',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const { redis, until } = run.world
    const batch = await run.send(drawWishes(run, { row: 9, from: 3, to: 8, of: [''] }))
    const moved = run.draw(0, 2)
    await until('the run is under way', async () => {
      const jobs = await batch.jobs()
      return jobs.filter(({ state }) => state !== 'queued').length >= moved
    })
    await redis.kill()
    run.fired()
    if (run.random() < 0.5) {
      const answer = await run.world.api.call('GET', '/readyz')
      run.expect(`the api answers without Redis (HTTP ${answer.status})`, [200, 503].includes(answer.status))
    }
    const before = await progressOf(run, batch)
    await redis.startWith(null)
    const resumed = await until(
      'the workers resume',
      async () => (await batch.jobs()).every(isAtRest) || (await progressOf(run, batch)) > before,
      resumesWithinMs,
    ).catch(() => false)
    run.expect('something moves within 5 s of the return', resumed)
    await run.rest()
    expectStates(run, 'every clip is kept', await batch.jobs(), 'archived')
    await expectOneCreationEach(run, await batch.jobs())
  },
}

/** Grows with every save. */
async function progressOf(run: Run, batch: SentBatch): Promise<number> {
  const ids = (await batch.jobs()).map(({ id }) => id)
  const [row] = await run.world.postgres.execute<{ versions: number }>(
    `select coalesce(sum(version), 0)::int as versions from jobs where id in (${listed(ids)})`,
  )
  return row?.versions ?? 0
}
