import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, tasksOf } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { strikeWorker } from './strike.ts'

/** The kill comes while nothing has left: mostly before `sending` is committed, sometimes in the gap behind it. */
export const row01: Row = {
  number: 1,
  fault: 'kill -9 before the POST is sent',
  expected: 'what is only intended is taken back and sent once; what is marked as sending waits for a person',
  guards: ['I1', 'I4'],
  isReleaseGate: false,
  play: async (run) => {
    const isIntent = run.random() < 0.7
    const name = isIntent ? 'submit.before_start' : 'submit.before_send'
    const strike = await strikeWorker(run, { row: 1, failpoint: { name, action: 'kill' } })
    await strike.worker.ended
    await restWithOpenGates(run, strike.jobs)
    const struck = [await strike.struck()]
    if (isIntent) {
      expectStates(run, 'what was only intended is kept in the end', struck, 'archived')
      await expectOneCreationEach(run, struck)
      run.expect(
        'another worker took its intent over, or back',
        (await historyOf(run, struck, 'worker-lost', 'intent-taken-back')).length > 0,
      )
    } else {
      expectStates(run, 'what was marked as sending is in doubt', struck, 'unconfirmed')
      run.expect('nothing was created for it', (await tasksOf(run, struck)).length === 0)
    }
  },
}
