import type { JobState, Row, Run } from '../row.ts'
import type { WorkerUnderTest } from '../world/world.ts'
import { expectOneCreationEach, expectStates, listed } from './evidence.ts'
import { isAtRest, restWithOpenGates } from './operator.ts'
import { strikeWorker } from './strike.ts'
import { pick } from './wishes.ts'

const points = [
  'submit.before_start',
  'submit.before_send',
  'submit.before_commit',
  'poll.before_ask',
  'poll.before_commit',
  'archive.before_fetch',
  'archive.before_complete',
  'archive.before_commit',
] as const

/** A worker stops in the middle of a step and loses its lock; another does the same work; then the first goes on. */
export const row06: Row = {
  number: 6,
  fault: 'a worker is frozen past its lock while another runs the same job, then goes on',
  expected: 'one of them wins; the other changes nothing',
  guards: ['I1', 'I8'],
  isReleaseGate: true,
  play: async (run) => {
    const name = pick(run, points)
    const { worker, jobs, struck } = await strikeWorker(run, {
      row: 6,
      failpoint: { name, action: 'freeze' },
    })
    await restWithOpenGates(run, jobs)
    const before = await struck()
    run.expect(`others brought the job to rest while ${name} was frozen`, isAtRest(before))
    const versions = await versionsOf(run, await jobs())
    // What was called lost after `sending`, this job or another in the same hands, may still leave late, or have been
    // answered: it then wins over the doubt.
    const inDoubt = new Set((await jobs()).flatMap(({ id, state }) => (state === 'unconfirmed' ? [id] : [])))
    await wake(run, worker)
    await run.world.until('the late answers are read', async () =>
      (await jobs()).every(({ state }) => state === 'archived'),
    )
    await restWithOpenGates(run, jobs)
    expectStates(run, 'every clip is kept', await jobs(), 'archived')
    await expectOneCreationEach(run, await jobs())
    const after = await versionsOf(run, await jobs())
    run.expect(
      `whoever came second at ${name} changed nothing`,
      [...versions].every(([id, version]) => inDoubt.has(id) || after.get(id) === version),
    )
  },
}

/** Until it has beaten again with nothing in hand, so that what it does late has been done. */
async function wake(run: Run, worker: WorkerUnderTest): Promise<void> {
  const [{ now } = { now: '' }] = await run.world.postgres.execute<{ now: string }>(
    `select now()::text as now`,
  )
  worker.thaw()
  await run.world.until('the thawed worker has nothing in hand', async () => {
    const beats = await run.world.postgres.execute<{ in_hand: number }>(
      `select in_hand from worker_heartbeats where pid = ${worker.pid} and beat_at > '${now}'`,
    )
    return beats.some(({ in_hand }) => in_hand === 0)
  })
}

async function versionsOf(run: Run, jobs: readonly JobState[]): Promise<ReadonlyMap<string, number>> {
  const rows = await run.world.postgres.execute<{ id: string; version: number }>(
    `select id, version from jobs where id in (${listed(jobs.map(({ id }) => id))})`,
  )
  return new Map(rows.map(({ id, version }) => [id, version]))
}
