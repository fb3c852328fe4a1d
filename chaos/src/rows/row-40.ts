import type { Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates, listed } from './evidence.ts'
import { replaceWorkers } from './staff.ts'
import { drawWishes } from './wishes.ts'

/**
 * A newer release has been here: its migration allows a state that this code has never heard of, and rows stand in it.
 * The older half of two real builds; a fresh clone has no second one to run.
 */
export const row40: Row = {
  number: 40,
  fault: 'rows in a state that a newer release made, workers of this one',
  expected: 'left exactly as they are, however often their doorbell rings; everything else goes on',
  guards: ['I8'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, { row: 40, from: 4, to: 7, of: ['late_finish=150', ''], always: ['late_finish=300'] }),
    )
    const rendering = await run.world.until('a job is rendering', async () => {
      const found = (await batch.jobs()).filter(({ state }) => state === 'rendering')
      return found.length > 0 && found
    })
    const constraints = await allowNewState(run)
    await watchNewState(
      run,
      batch,
      rendering.slice(0, run.draw(1, 3)).map(({ id }) => id),
    ).finally(() => takeNewStateBack(run, constraints))
    await run.rest()
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
  },
}

/** Every other job ends, and those that were moved are still what the other release made of them. */
async function watchNewState(run: Run, batch: SentBatch, rendering: readonly string[]): Promise<void> {
  const moved = await moveToNewState(run, rendering)
  run.fired(moved.length)
  // New processes of this release, which have never seen the rows in a state they know.
  if (run.random() < 0.5) await replaceWorkers(run, {}, {})
  const ids = moved.map(({ id }) => id)
  await run.world.until('everything else is kept', async () =>
    (await batch.jobs()).every(({ id, state }) => ids.includes(id) || state === 'archived'),
  )
  const after = await rowsOf(run, ids)
  run.expect(
    'rows in a state of another release are left alone',
    JSON.stringify(after) === JSON.stringify(moved),
  )
}

type Constraint = { readonly name: string; readonly definition: string }

type RowInNewState = {
  readonly id: string
  readonly version: number
  readonly state: string
  readonly due_at: string
}

const names = ['jobs_state_known', 'jobs_slot_only_in_flight']

/** As that release's migration would; answers with what was there. */
async function allowNewState(run: Run): Promise<readonly Constraint[]> {
  const { postgres } = run.world
  const constraints = await postgres.execute<Constraint>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = 'jobs'::regclass and conname in (${listed(names)})`,
  )
  const drops = constraints.map(({ name }) => `drop constraint ${name}`).join(', ')
  await postgres.execute(`alter table jobs ${drops}, disable trigger jobs_edge_allowed`)
  return constraints
}

/** Overdue at once, so that the sweep sees them in every round. */
async function moveToNewState(run: Run, ids: readonly string[]): Promise<readonly RowInNewState[]> {
  await run.world.postgres.execute(
    `update jobs set state = 'polishing', due_at = now() - interval '1 minute'
     where id in (${listed(ids)}) and state = 'rendering'`,
  )
  return rowsOf(run, ids)
}

async function rowsOf(run: Run, ids: readonly string[]): Promise<readonly RowInNewState[]> {
  return run.world.postgres.execute<RowInNewState>(
    `select id, version, state, due_at::text from jobs
     where id in (${listed(ids)}) and state = 'polishing' order by id`,
  )
}

async function takeNewStateBack(run: Run, constraints: readonly Constraint[]): Promise<void> {
  const { postgres } = run.world
  await postgres.execute(`update jobs set state = 'rendering' where state = 'polishing'`)
  const adds = constraints.map(({ name, definition }) => `add constraint ${name} ${definition}`).join(', ')
  await postgres.execute(`alter table jobs ${adds}, enable trigger jobs_edge_allowed`)
}
