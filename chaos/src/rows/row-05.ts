import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, tasksOf } from './evidence.ts'
import { reopenGates } from './operator.ts'
import { senderOf } from './row-02.ts'
import { drawWishes } from './wishes.ts'

/** The sender is frozen with its answer on the way, until another worker has called it lost. Then it wakes and reads. */
export const row05: Row = {
  number: 5,
  fault: 'the answer to a POST comes after its sender was called lost',
  expected: 'the late acceptance wins over the doubt; no second submission',
  guards: ['I1'],
  isReleaseGate: true,
  play: async (run) => {
    const wishes = drawWishes(run, { row: 5, from: 2, to: 6, of: [`slow_create=${run.draw(1_000, 1_800)}`] })
    const batch = await run.send(wishes)
    const holder = await run.world.until('a worker waits for its answer', async () => {
      const [task] = await tasksOf(run, await batch.jobs())
      return task === undefined ? null : senderOf(run, task.prompt, await batch.jobs())
    })
    const worker = run.world.workers().find(({ pid }) => pid === holder)
    if (worker === undefined) throw new Error(`no worker has the process id ${holder}`)
    worker.freeze()
    const inDoubt = await run.world.until('another worker calls the sender lost', async () => {
      const jobs = (await batch.jobs()).filter(({ state }) => state === 'unconfirmed')
      return jobs.length > 0 && jobs
    })
    worker.thaw()
    run.fired(inDoubt.length)
    await run.world.until('the late answers are read', async () => {
      const jobs = await batch.jobs()
      if (jobs.some(({ state }) => state === 'queued')) await reopenGates(run)
      return jobs.every(({ state }) => state === 'archived' || state === 'failed')
    })
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.expect(
      'no second submission of what was in doubt',
      jobs
        .filter(({ id }) => inDoubt.some((job) => job.id === id))
        .every(({ submissions }) => submissions === 1),
    )
    run.expect(
      'the doubt stands in the history',
      (await historyOf(run, inDoubt)).some(({ to_state }) => to_state === 'unconfirmed'),
    )
  },
}
