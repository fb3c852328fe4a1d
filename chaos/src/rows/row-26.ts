import type { Row, Run } from '../row.ts'
import { expectLost, expectOneCreationEach, expectStates, historyOf, listed, marked } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

/** The link is refused: it passes with a fresh one, or the file cannot be had at all. */
export const row26: Row = {
  number: 26,
  fault: 'the link is refused: dead, forbidden, or too short-lived',
  expected: 'the upstream is asked for a fresh link; else artifact_lost, with its charge on the books',
  guards: ['I4', 'I6'],
  isReleaseGate: true,
  play: async (run) => {
    const forGood = run.draw(1, 3) === 1 ? [pick(run, ['forbidden_host', 'short_link=1'])] : []
    const batch = await run.send(
      drawWishes(run, {
        row: 26,
        from: 3,
        to: 6,
        of: ['expired_link', ''],
        always: ['expired_link', ...forGood],
      }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    const lost = marked(jobs, 'forbidden_host', 'short_link')
    expectStates(
      run,
      'what a fresh link gives is kept',
      jobs.filter((job) => !lost.includes(job)),
      'archived',
    )
    expectLost(run, lost, 'artifact_lost')
    if (lost.length > 0) run.expect('a lost clip keeps its charge', await areCharged(run, lost))
    await expectOneCreationEach(run, jobs)
    const fresh = await historyOf(run, marked(jobs, 'expired_link'), 'link-refreshed')
    run.expect(
      'a fresh link was given for each dead one',
      fresh.length >= marked(jobs, 'expired_link').length,
    )
    run.fired((await historyOf(run, jobs, 'link-dead')).length)
  },
}

async function areCharged(run: Run, jobs: readonly { readonly id: string }[]): Promise<boolean> {
  const rows = await run.world.postgres.execute<{ readonly charged: string | null }>(
    `select failure->>'charged' as charged from jobs where id in (${listed(jobs.map(({ id }) => id))})`,
  )
  return rows.length === jobs.length && rows.every(({ charged }) => charged === 'yes')
}
