import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { strikeWorker } from './strike.ts'

/** The answer was read: it lies in memory only, or on the worker's disk already. */
export const row03: Row = {
  number: 3,
  fault: 'kill -9 after the answer is read, before it is committed',
  expected:
    'an id that is on disk is bound by whoever is next; one that was in memory only waits for a person',
  guards: ['I1', 'I2'],
  isReleaseGate: true,
  play: async (run) => {
    const isOnDisk = run.random() < 0.7
    const name = isOnDisk ? 'submit.before_commit' : 'submit.after_answer'
    const strike = await strikeWorker(run, { row: 3, failpoint: { name, action: 'kill' } })
    await strike.worker.ended
    await restWithOpenGates(run, strike.jobs)
    const struck = [await strike.struck()]
    if (isOnDisk) expectStates(run, 'the id on disk is bound and its clip kept', struck, 'archived')
    else expectStates(run, 'what only the dead knew is in doubt', struck, 'unconfirmed')
    run.expect(
      'it was sent once',
      struck.every(({ submissions }) => submissions === 1),
    )
    await expectOneCreationEach(run, struck)
  },
}
