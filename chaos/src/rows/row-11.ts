import type { Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes } from './wishes.ts'

/** A link lives 18 s in this world; by then the clips must have been fetched without a queue. */
const keptWithinMs = 25_000

/** No doorbells for a while: long enough, in some runs, for links to come near their end. */
export const row11: Row = {
  number: 11,
  fault: 'Redis is away for ten minutes',
  expected:
    'the api still takes jobs; what waits is done afterwards; clips whose links are near their end are kept without it',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const { redis, store } = run.world
    const isLong = run.random() < 0.4
    const refusal = {
      method: 'PUT',
      call: 'any',
      does: { status: 503 },
      times: Number.POSITIVE_INFINITY,
    } as const
    const refuses = await store.fault(refusal)
    try {
      const before = await run.send(drawWishes(run, { row: 11, from: 2, to: 5, of: [''] }))
      await run.world.until(
        'clips wait to be kept',
        async () =>
          (await before.jobs()).filter(({ state }) => state === 'archiving').length >= (isLong ? 1 : 0),
      )
      await redis.stop()
      run.fired()
      refuses.lift()
      const during = await takeJobs(run)
      if (isLong) await expectKeptWithoutRedis(run, before)
      await redis.start()
      await run.rest()
      const all = [...(await before.jobs()), ...(await during.jobs())]
      expectStates(run, 'every clip is kept', all, 'archived')
      await expectOneCreationEach(run, all)
    } finally {
      refuses.lift()
      await redis.start()
    }
  },
}

async function takeJobs(run: Run): Promise<SentBatch> {
  const startedMs = performance.now()
  const during = await run.send(drawWishes(run, { row: 11, from: 1, to: 4, of: [''], name: 'during' }))
  const tookMs = Math.round(performance.now() - startedMs)
  run.expect(`the api takes jobs without Redis within 3 s (${tookMs} ms)`, tookMs < 3_000)
  return during
}

async function expectKeptWithoutRedis(run: Run, batch: SentBatch): Promise<void> {
  const paidFor = (await batch.jobs()).filter(({ state }) => state === 'archiving').map(({ id }) => id)
  const isKept = await run.world
    .until(
      'clips are kept without Redis',
      async () => (await batch.jobs()).filter(({ id }) => paidFor.includes(id)).every(isAtRest),
      keptWithinMs,
    )
    .catch(() => false)
  run.expect('clips whose links are near their end are kept without Redis', isKept)
}
