import type { Row } from '../row.ts'
import type { FailpointName } from '../world/failpoint.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { replaceWorkers } from './staff.ts'
import { drawWishes, pick } from './wishes.ts'

const points: readonly FailpointName[] = [
  'submit.before_send',
  'submit.after_send',
  'submit.after_answer',
  'submit.before_commit',
  'poll.before_commit',
  'archive.before_fetch',
  'archive.before_complete',
  'archive.before_commit',
]

/** A computation that gives nothing up: no heartbeat, no lock renewed, and all the same not dead. */
export const row38: Row = {
  number: 38,
  fault: 'a worker’s event loop is blocked past its locks and its heartbeat',
  expected: 'the other takes over; what the blocked one says afterwards counts once or not at all',
  guards: ['I1'],
  isReleaseGate: false,
  play: async (run) => {
    const block = run.draw(1_500, 4_000)
    const [slow] = await replaceWorkers(run, {
      failpoint: { name: pick(run, points), action: { block }, at: run.draw(1, 3) },
    })
    if (slow === undefined) throw new Error('no worker was started')
    const batch = await run.send(drawWishes(run, { row: 38, from: 4, to: 7, of: [''] }))
    await run.world.until('the worker is blocked', async () => slow.failpointFired() > 0)
    await run.world.startWorker()
    await run.rest(60_000)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.fired(slow.failpointFired())
  },
}
