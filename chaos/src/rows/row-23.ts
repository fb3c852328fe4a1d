import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, marked, tasksOf } from './evidence.ts'
import { drawWishes } from './wishes.ts'

/** More is promised than comes, or nothing is promised at all. */
export const row23: Row = {
  number: 23,
  fault: 'Content-Length is wrong or absent',
  expected: 'too few bytes are fetched again; a whole file without a length is kept at once',
  guards: ['I3'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 23,
        from: 3,
        to: 6,
        of: ['wrong_length', 'clip_without_length', 'truncated_clip', ''],
        always: ['wrong_length', 'clip_without_length'],
      }),
    )
    await run.rest()
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const short = await tasksOf(run, marked(jobs, 'wrong_length'))
    const lengthless = await tasksOf(run, marked(jobs, 'clip_without_length'))
    run.expect(
      'a file that is shorter than promised is not taken',
      short.every(({ downloads }) => downloads >= 2),
    )
    run.expect(
      'a whole file without a length is taken at first sight',
      lengthless.every(({ downloads }) => downloads === 1),
    )
    run.fired(short.filter(({ downloads }) => downloads >= 2).length + lengthless.length)
  },
}
