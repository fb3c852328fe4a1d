import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, marked, tasksOf } from './evidence.ts'
import { drawWishes } from './wishes.ts'

/** The file breaks off: on the way, or with a length that agrees with it. */
export const row22: Row = {
  number: 22,
  fault: 'the download is cut short',
  expected: 'fetched again until whole; nothing short is ever visible; no second render',
  guards: ['I3'],
  isReleaseGate: true,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 22,
        from: 3,
        to: 6,
        of: ['cut_download', 'truncated_clip', 'wrong_length', ''],
        always: [`cut_download=${run.draw(1, 2)}`, 'truncated_clip'],
      }),
    )
    await run.rest()
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const struck = await tasksOf(run, marked(jobs, 'cut_download', 'truncated_clip', 'wrong_length'))
    run.expect(
      'each struck file was fetched more than once',
      struck.every(({ downloads }) => downloads >= 2),
    )
    const interrupted = await historyOf(run, jobs, 'archive-interrupted')
    run.fired(Math.max(interrupted.length, struck.filter(({ downloads }) => downloads >= 2).length))
  },
}
