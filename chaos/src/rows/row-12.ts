import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { drawWishes } from './wishes.ts'

/** Every write to the queue is refused for want of memory; what stands in it can be read. */
export const row12: Row = {
  number: 12,
  fault: 'Redis is full',
  expected:
    'the api is unaffected and says that it is degraded; all work is done once there is room, or before',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const { redis, until, api } = run.world
    const before = await run.send(drawWishes(run, { row: 12, from: 1, to: 4, of: [''] }))
    const moved = run.draw(0, 1)
    await until('the run is under way', async () => {
      const jobs = await before.jobs()
      return jobs.filter(({ state }) => state !== 'queued').length >= moved
    })
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await redis.command('CONFIG', 'SET', 'maxmemory', '1')
    try {
      const refusal = await redis.command('SET', 'reelkeep-chaos', 'x').then(String, String)
      run.expect('Redis refuses writes', /OOM/.test(refusal))
      if (/OOM/.test(refusal)) run.fired()
      const during = await run.send(drawWishes(run, { row: 12, from: 1, to: 4, of: [''], name: 'during' }))
      run.expect('jobs are taken all the same', (await during.jobs()).length > 0)
      const { status, body } = await api.call('GET', '/readyz')
      run.expect(`the api stays ready (HTTP ${status})`, status === 200)
      run.expect('and says that the queue is down', JSON.stringify(body).includes('"degraded"'))
      await redis.command('CONFIG', 'SET', 'maxmemory', '0')
      await run.rest()
      const all = [...(await before.jobs()), ...(await during.jobs())]
      expectStates(run, 'every clip is kept', all, 'archived')
      await expectOneCreationEach(run, all)
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0')
    }
  },
}
