import type { Row } from '../row.ts'
import { expectLost, expectOneCreationEach, expectStates, historyOf, marked } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

/** The upstream does not know a task that it has made: for a while, or for good. */
export const row34: Row = {
  number: 34,
  fault: '404 or "no such task" for a task that was accepted',
  expected: 'believed only when it persists; then upstream_lost, never a second creation',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const passing = ['poll_not_found=150', 'task_not_exist=150', 'poll_not_found=250']
    const forGood =
      run.draw(1, 4) === 1 ? [pick(run, ['poll_not_found=1000000', 'task_not_exist=1000000'])] : []
    const batch = await run.send(
      drawWishes(run, {
        row: 34,
        from: 3,
        to: 6,
        of: [...passing, ''],
        always: [pick(run, passing), ...forGood],
      }),
    )
    await run.rest(90_000)
    const jobs = await batch.jobs()
    const lost = jobs.filter(({ prompt }) => prompt.includes('=1000000]'))
    expectStates(
      run,
      'what was only slow to be known is kept',
      jobs.filter((job) => !lost.includes(job)),
      'archived',
    )
    expectLost(run, lost, 'upstream_lost')
    await expectOneCreationEach(run, jobs)
    run.fired((await historyOf(run, marked(jobs, 'poll_not_found', 'task_not_exist'), 'task-missing')).length)
  },
}
