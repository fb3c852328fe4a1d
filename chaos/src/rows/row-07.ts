import type { JobId, Step } from '@reelkeep/core'
import { openProducer, type Producer } from '@reelkeep/queue'
import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, listed } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

type Version = { readonly id: JobId; readonly version: number }

const steps = ['submit', 'poll', 'archive'] as const satisfies readonly Step[]

/** Every doorbell is rung five times and more: at the right version, at past and future ones, for the wrong step, out of order. */
export const row07: Row = {
  number: 7,
  fault: 'messages are doubled and come out of order',
  expected: 'one effect and one event of each kind',
  guards: ['I1', 'I5'],
  isReleaseGate: false,
  play: async (run) => {
    const { url } = run.world.redis
    const producer = openProducer({ kind: 'redis', url, prefix: '{reelkeep}' })
    try {
      const batch = await run.send(drawWishes(run, { row: 7, from: 3, to: 8, of: [''] }))
      let rung = 0
      await run.world.until('every job is at rest under the ringing', async () => {
        const jobs = await batch.jobs()
        rung += await ring(
          run,
          producer,
          await versionsOf(
            run,
            jobs.map(({ id }) => id),
          ),
        )
        return jobs.every(isAtRest)
      })
      run.fired(rung)
      const jobs = await batch.jobs()
      expectStates(run, 'every clip is kept', jobs, 'archived')
      await expectOneCreationEach(run, jobs)
      run.expect(
        'each was sent once',
        jobs.every(({ submissions }) => submissions === 1),
      )
      const ends = await historyOf(run, jobs, 'clip-archived')
      run.expect('each was archived once', ends.length === jobs.length)
    } finally {
      await producer.close()
    }
  },
}

async function ring(run: Run, producer: Producer, versions: readonly Version[]): Promise<number> {
  const now = Date.now()
  const wakes = versions.flatMap(({ id, version }) =>
    Array.from({ length: 5 }, () => ({
      jobId: id,
      version: Math.max(1, version + run.draw(-2, 2)),
      step: pick(run, steps),
      at: new Date(now + run.draw(0, 150)),
    })),
  )
  await producer.wake(wakes)
  return wakes.length
}

async function versionsOf(run: Run, ids: readonly string[]): Promise<readonly Version[]> {
  return run.world.postgres.execute<Version>(`select id, version from jobs where id in (${listed(ids)})`)
}
