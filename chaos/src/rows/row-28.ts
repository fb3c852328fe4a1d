import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, listed } from './evidence.ts'
import { drawWishes } from './wishes.ts'

/** Too many requests, with or without a word on when to come again, for one or for all. */
export const row28: Row = {
  number: 28,
  fault: '429 to a create, also as a storm over all of them',
  expected: 'back in line, no attempt spent; creates pause as long as asked; one creation each',
  guards: ['I1'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 28,
        from: 4,
        to: 7,
        of: [
          'rate_limited',
          `rate_limited_retry_after=${run.draw(1, 3)}`,
          `rate_limit_storm=${run.draw(20, 60)}`,
          '',
        ],
        always: [run.draw(1, 2) === 1 ? 'rate_limited_retry_after' : 'rate_limit_storm=30'],
      }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const limited = await historyOf(run, jobs, 'submission-rate-limited')
    run.expect(
      'a limited job goes back in line',
      limited.every(({ to_state }) => to_state === 'queued'),
    )
    const [spent] = await run.world.postgres.execute<{ readonly retries: number }>(
      `select coalesce(sum(retries), 0)::int as retries from jobs where id in (${listed(jobs.map(({ id }) => id))})`,
    )
    run.expect('no attempt is spent by waiting', spent?.retries === 0)
    run.fired(limited.length)
  },
}
