import type { Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

/** Trouble in the answers about a task, by scenario or on the wire. */
export const row30: Row = {
  number: 30,
  fault: '5xx, 429, pages, lost answers and dead connections at polls',
  expected: 'asked again with growing waits; the state does not change; every clip is kept',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const times = run.draw(1, 3)
    const of = ['poll_error', 'poll_cloudflare', 'poll_lost', 'poll_html', 'poll_rate_limited']
    const batch = await run.send(
      drawWishes(run, {
        row: 30,
        from: 4,
        to: 8,
        of: [...of.map((name) => `${name}=${times}`), ''],
        always: [`${pick(run, ['poll_error', 'poll_cloudflare', 'poll_lost'])}=${times}`],
      }),
    )
    if (run.random() < 0.5) await strikeTheWire(run, batch)
    await run.rest(60_000)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const unanswered = await historyOf(run, jobs, 'poll-unanswered', 'reply-unrecognized')
    run.expect(
      'no answer changes no state',
      unanswered.every(({ from_state, to_state }) => from_state === null || from_state === to_state),
    )
    run.fired(unanswered.length)
  },
}

/** Once everything is sent, so that only questions and downloads are struck; until some were asked in vain. */
async function strikeTheWire(run: Run, batch: SentBatch): Promise<void> {
  const { proxy } = run.world.upstream
  await run.world.until('everything is sent', async () =>
    (await batch.jobs()).every(({ state }) => state !== 'queued' && state !== 'submitting'),
  )
  const inVain = run.draw(2, 4)
  proxy.apply(
    pick(run, [{ type: 'reset' }, { type: 'refuse' }, { type: 'cut', afterBytes: run.draw(0, 60) }] as const),
  )
  const pollsBefore = await pollsOf(batch)
  try {
    await run.world.until('questions were asked in vain, or nobody asks any more', async () => {
      const isOver = (await batch.jobs()).every(({ state }) => state !== 'rendering')
      return isOver || (await pollsOf(batch)) >= pollsBefore + inVain
    })
  } finally {
    proxy.heal()
  }
}

async function pollsOf(batch: SentBatch): Promise<number> {
  return (await batch.jobs()).reduce((sum, { polls }) => sum + polls, 0)
}
