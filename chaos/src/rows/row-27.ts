import type { Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, listed, marked } from './evidence.ts'
import { drawWishes } from './wishes.ts'

/**
 * A link that redirects to the address under which clouds hand out credentials. That a name which resolves to a private
 * address is refused as well, whatever it resolved to before, is shown by packages/archive/test/connect-guard.unit.test.ts.
 */
export const row27: Row = {
  number: 27,
  fault: 'a link redirects into the private network',
  expected: 'refused before a connection is made; the paid clip waits for a person and is not lost',
  guards: ['I9'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 27,
        from: 3,
        to: 5,
        of: ['redirect_private', ''],
        always: ['redirect_private'],
      }),
    )
    const refused = await run.world.until('each that was redirected waits for a person', async () => {
      const redirected = marked(await batch.jobs(), 'redirect_private')
      return redirected.every(({ waitingFor }) => waitingFor === 'link_refused') && redirected
    })
    const lines = await historyOf(run, refused, 'link-refused')
    run.expect(
      'each says which host was refused',
      lines.length === refused.length && lines.every(({ why }) => why?.includes('169.254.169.254') === true),
    )
    const before = marked(await batch.jobs(), 'redirect_private')
    expectStates(run, 'a refused link ends nothing', before, 'archiving')
    run.fired(lines.length)
    // The upstream redirects once only. A person who has put it right need not wait for the next look, a minute away.
    await lookAgainNow(run, batch)
    await run.rest()
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept once its link is right', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
  },
}

/** The rows are due, and their doorbells are gone: the sweep rings. One that was rung after the flush needs another. */
async function lookAgainNow(run: Run, batch: SentBatch): Promise<void> {
  const waiting = async () => (await batch.jobs()).filter(({ waitingFor }) => waitingFor === 'link_refused')
  await run.world.until('each is looked at again', async () => {
    const ids = (await waiting()).map(({ id }) => id)
    await run.world.postgres.execute(`update jobs set due_at = now() where id in (${listed(ids)})`)
    await run.world.redis.flush()
    const noneWaits = async () => (await waiting()).length === 0
    return run.world.until('the sweep has rung', noneWaits, 3_000).catch(() => false)
  })
}
