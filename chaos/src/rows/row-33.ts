import type { Row } from '../row.ts'
import { expectLost, expectOneCreationEach, expectStates, historyOf, marked, tasksOf } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

const linkless = ['missing_link', 'empty_link', 'unusable_link']

/** Back to queued after processing; done, and no link to show for it. */
export const row33: Row = {
  number: 33,
  fault: 'a status that goes backwards; done without a link',
  expected: 'no final state is left; asked again so many times, then no_artifact with its charge',
  guards: ['I8'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 33,
        from: 3,
        to: 6,
        of: ['status_backwards late_finish=300', 'late_link=1', 'late_link=3', ''],
        always: ['status_backwards late_finish=300', pick(run, ['late_link=2', pick(run, linkless)])],
      }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    const lost = marked(jobs, ...linkless)
    expectStates(
      run,
      'what has a link in the end is kept',
      jobs.filter((job) => !lost.includes(job)),
      'archived',
    )
    expectLost(run, lost, 'no_artifact')
    await expectOneCreationEach(run, jobs)
    const backwards = await tasksOf(run, marked(jobs, 'status_backwards'))
    const turned = backwards.filter(({ polls }) => polls >= 2)
    run.fired((await historyOf(run, jobs, 'render-linkless')).length + turned.length)
  },
}
