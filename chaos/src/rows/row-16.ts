import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

/** A lock that nobody gives back holds up every statement of a table, until all connections of all pools wait for it. */
export const row16: Row = {
  number: 16,
  fault: 'every connection waits for a lock',
  expected: 'callers are answered in time; nothing piles up; work goes on when the lock is gone',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const { until, api, postgres } = run.world
    const batch = await run.send(drawWishes(run, { row: 16, from: 3, to: 8, of: [''] }))
    const moved = run.draw(0, 2)
    await until('the run is under way', async () => {
      const jobs = await batch.jobs()
      return jobs.filter(({ state }) => state !== 'queued').length >= moved
    })
    const before = await connections(run)
    const table = pick(run, ['jobs', 'submissions', 'upstream_gates'])
    const holding = postgres.execute(
      `do $$ begin lock table ${table} in access exclusive mode; perform pg_sleep(${run.draw(8, 25) / 10}); end $$`,
    )
    const waiting = await until('statements of ours wait for the lock', async () => {
      const count = await waitingForLocks(run)
      return count > 0 && count
    })
    run.fired(waiting)
    const asked = Array.from({ length: 20 }, () =>
      api.call('GET', table === 'upstream_gates' ? '/v1/upstreams' : '/v1/jobs?limit=1'),
    )
    const alive = await api.call('GET', '/healthz')
    run.expect('the api is alive', alive.status === 200)
    run.expect(
      `connections are bounded (${await connections(run)} after ${before})`,
      (await connections(run)) <= before + connectionsOfTheApiMax,
    )
    await holding
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    run.expect(
      `callers are answered (${[...new Set(statuses)].join(', ')})`,
      statuses.every((status) => status === 200 || status === 503),
    )
    await restWithOpenGates(run, batch.jobs)
    expectStates(run, 'every clip is kept', await batch.jobs(), 'archived')
    await expectOneCreationEach(run, await batch.jobs())
  },
}

/** The api's pool opens connections as it is asked; the workers' are open from the start. */
const connectionsOfTheApiMax = 20

async function connections(run: Run): Promise<number> {
  const [row] = await run.world.postgres.execute<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where application_name like 'reelkeep%'`,
  )
  return row?.count ?? 0
}

async function waitingForLocks(run: Run): Promise<number> {
  const [row] = await run.world.postgres.execute<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where application_name like 'reelkeep%' and wait_event_type = 'Lock'`,
  )
  return row?.count ?? 0
}
