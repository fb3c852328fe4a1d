import type { JobState, Row, Run } from '../row.ts'
import type { WorkerUnderTest } from '../world/world.ts'
import { expectOneCreationEach, expectStates, tasksOf } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { drawWishes } from './wishes.ts'

/** Postgres goes while POSTs are under way, and the answers find nobody to tell. Half of the time their holder dies too. */
export const row04: Row = {
  number: 4,
  fault: 'Postgres is down at the moment of the answer',
  expected: 'the id is kept on disk and told until the database has it, by the next worker if need be',
  guards: ['I2', 'I5'],
  isReleaseGate: false,
  play: async (run) => {
    const wishes = drawWishes(run, { row: 4, from: 3, to: 6, of: [`slow_create=${run.draw(500, 1_200)}`] })
    const batch = await run.send(wishes)
    const wanted = run.draw(1, 2)
    await run.world.until(
      'POSTs are under way',
      async () => (await tasksOf(run, await batch.jobs())).length >= wanted,
    )
    const { postgres } = run.world
    await (run.random() < 0.5 ? postgres.kill() : postgres.stop())
    const holder = await run.world.until(
      'an answer comes that cannot be saved',
      async () => run.world.workers().find((worker) => unsaved(worker).length > 0) ?? null,
    )
    const ids = run.world.workers().flatMap(unsaved)
    run.fired(ids.length)
    const dies = run.random() < 0.5
    if (dies) await holder.kill()
    await postgres.start()
    if (dies) await run.world.startWorker()
    await restWithOpenGates(run, batch.jobs)
    await expectKept(run, await batch.jobs(), dies ? ids : null)
  },
}

/** Jobs whose acceptance this worker could not save, each once, from its own log. */
function unsaved(worker: WorkerUnderTest): string[] {
  const lines = worker
    .log()
    .split('\n')
    .filter((line) => line.includes('"event":"submit-accepted"'))
  const ids = lines.flatMap((line) =>
    /"tries":\d+/.test(line) ? (/"job_id":"([^"]+)"/.exec(line)?.[1] ?? []) : [],
  )
  return [...new Set(ids)]
}

/** Without a death every job is kept; with one, those whose id was on disk. */
async function expectKept(
  run: Run,
  jobs: readonly JobState[],
  onDisk: readonly string[] | null,
): Promise<void> {
  const kept = onDisk === null ? jobs : jobs.filter(({ id }) => onDisk.includes(id))
  expectStates(run, 'each id that was learned without a database is bound', kept, 'archived')
  await expectOneCreationEach(run, kept)
}
