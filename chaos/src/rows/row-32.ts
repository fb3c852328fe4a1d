import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, marked } from './evidence.ts'
import { drawWishes } from './wishes.ts'

const words = ['unknown_status=1', 'unknown_status=3', 'status_unknown late_finish=300']
const drifts = ['unknown_field', 'status_synonyms', 'status_upper_case', 'model_remapped', 'other_task=1']

/** The upstream changes its words and its fields without telling anybody. */
export const row32: Row = {
  number: 32,
  fault: 'status words and fields that no document knows',
  expected: 'still rendering, noted as a surprise, asked again; every clip is kept',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 32,
        from: 4,
        to: 7,
        of: [...words, ...drifts, ''],
        always: [words[run.draw(0, words.length - 1)] ?? 'unknown_status'],
      }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const unrecognized = await historyOf(run, jobs, 'reply-unrecognized')
    run.expect(
      'an unknown word changes no state',
      unrecognized.every(({ from_state, to_state }) => from_state === null || from_state === to_state),
    )
    run.expect('an unknown word is noted', unrecognized.length >= marked(jobs, 'unknown_status').length)
    run.fired(unrecognized.length)
  },
}
