import type { JobState, Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates, listed } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes } from './wishes.ts'

/** Messages of the past come back after their jobs have gone on or ended. */
export const row10: Row = {
  number: 10,
  fault: 'Redis comes back with an old snapshot',
  expected: 'messages about what is over are no-ops',
  guards: ['I1', 'I8'],
  isReleaseGate: false,
  play: async (run) => {
    const { redis, until } = run.world
    const batch = await run.send(drawWishes(run, { row: 10, from: 3, to: 8, of: [''] }))
    const wanted = run.draw(1, 3)
    await until(
      'messages are waiting',
      async () => (await messages(run)) >= wanted || (await batch.jobs()).every(isAtRest),
    )
    const snapshot = await redis.snapshot()
    const isOver = run.random() < 0.7
    if (isOver) await run.rest()
    const versions = await versionsOf(run, await batch.jobs())
    await redis.kill()
    await redis.startWith(snapshot)
    run.fired(await messages(run))
    if (isOver) {
      await until('every message of the past has been handled', async () => (await messages(run)) === 0)
      const after = await versionsOf(run, await batch.jobs())
      run.expect(
        'nothing moved',
        [...versions].every(([id, version]) => after.get(id) === version),
      )
    }
    const later = await run.send(drawWishes(run, { row: 10, from: 1, to: 2, of: [''], name: 'later' }))
    await run.rest()
    const all = [...(await batch.jobs()), ...(await later.jobs())]
    expectStates(run, 'every clip is kept', all, 'archived')
    await expectOneCreationEach(run, all)
  },
}

/** Waiting, delayed and taken messages of the three steps. */
async function messages(run: Run): Promise<number> {
  const counts = await Promise.all(
    ['submit', 'poll', 'archive'].flatMap((step) => [
      run.world.redis.command('LLEN', `{reelkeep}:${step}:wait`),
      run.world.redis.command('LLEN', `{reelkeep}:${step}:active`),
      run.world.redis.command('ZCARD', `{reelkeep}:${step}:delayed`),
      run.world.redis.command('ZCARD', `{reelkeep}:${step}:prioritized`),
    ]),
  )
  return counts.reduce<number>((sum, count) => sum + Number(count), 0)
}

async function versionsOf(run: Run, jobs: readonly JobState[]): Promise<ReadonlyMap<string, number>> {
  const rows = await run.world.postgres.execute<{ id: string; version: number }>(
    `select id, version from jobs where id in (${listed(jobs.map(({ id }) => id))})`,
  )
  return new Map(rows.map(({ id, version }) => [id, version]))
}
