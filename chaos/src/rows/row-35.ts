import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf } from './evidence.ts'
import { gatesOf, reopenGates, restWithOpenGates } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

const refusals = ['unauthorized', 'no_credit', 'no_credit_429']

/** The upstream refuses the account, while paid work is under way. */
export const row35: Row = {
  number: 35,
  fault: '401 or 402: the key or the money is not accepted',
  expected:
    'one gate closes for all, saying why; jobs wait and none fails; paid work goes on; a person opens it',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const paid = await run.send(drawWishes(run, { row: 35, from: 1, to: 3, of: [''] }))
    await run.world.until('paid work is under way', async () =>
      (await paid.jobs()).every(({ state }) => state !== 'queued' && state !== 'submitting'),
    )
    const refused = await run.send(
      drawWishes(run, { row: 35, from: 2, to: 4, of: [...refusals, ''], always: [pick(run, refusals)] }).map(
        ({ prompt }) => ({ prompt: `${prompt} refused` }),
      ),
    )
    const closed = await run.world.until('the gate closes', async () => {
      const gates = await gatesOf(run, await refused.jobs())
      return gates.find(({ closed_kind }) => closed_kind !== null) ?? false
    })
    run.expect('it says that the account was refused', closed.closed_kind === 'account')
    await run.world.until('paid work ends whatever the gate', async () =>
      (await paid.jobs()).every(({ state }) => state === 'archived'),
    )
    await reopenGates(run)
    await restWithOpenGates(run, refused.jobs)
    const jobs = [...(await paid.jobs()), ...(await refused.jobs())]
    expectStates(run, 'none fails, and every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.fired((await historyOf(run, jobs, 'account-refused')).length)
  },
}
