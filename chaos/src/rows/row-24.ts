import type { Row } from '../row.ts'
import { expectLost, expectOneCreationEach, expectStates, historyOf, marked, tasksOf } from './evidence.ts'
import { drawWishes } from './wishes.ts'

const passing = ['html_clip', 'html_as_mp4', 'json_as_mp4', 'empty_clip']

/** 200, and what comes is a page, an error, nothing, or a clip of no length. */
export const row24: Row = {
  number: 24,
  fault: '200 with HTML, JSON, nothing, or a clip of 0 seconds',
  expected: 'never stored as a clip; fetched again; a fresh link is asked for; for good: invalid_artifact',
  guards: ['I3'],
  isReleaseGate: true,
  play: async (run) => {
    // One in four meets a file that stays wrong: it costs the whole way to the end, with six fresh links.
    const forGood = run.draw(1, 4) === 1 ? ['zero_second_clip'] : []
    const batch = await run.send(
      drawWishes(run, {
        row: 24,
        from: 3,
        to: 6,
        of: [...passing, ...passing.map((marker) => `${marker}=2`), ''],
        always: [passing[run.draw(0, passing.length - 1)] ?? '', ...forGood],
      }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    const lost = marked(jobs, 'zero_second_clip')
    expectStates(
      run,
      'what came right in the end is kept',
      jobs.filter((job) => !lost.includes(job)),
      'archived',
    )
    expectLost(run, lost, 'invalid_artifact')
    await expectOneCreationEach(run, jobs)
    const struck = await tasksOf(run, marked(jobs, ...passing))
    run.expect(
      'each wrong file was fetched again',
      struck.every(({ downloads }) => downloads >= 2),
    )
    run.fired((await historyOf(run, jobs, 'archive-interrupted')).length)
  },
}
