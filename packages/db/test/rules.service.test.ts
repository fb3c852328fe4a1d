// The rules that the database keeps by itself, even from a person at a psql prompt.
import {
  cancelReasons,
  failureReasons,
  jobStates,
  ledgerKinds,
  ledgerSides,
  operations,
  submissionStatuses,
  waitingReasons,
} from '@reelkeep/core'
import {
  aJob,
  aSubmission,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
} from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, ensureEventPartitions, newSubmissionId } from '../src/index.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  db = database.db
})
afterAll(() => database[Symbol.asyncDispose]())

async function wordsOf(constraint: string): Promise<string[]> {
  const [row] = await db.sql<[{ text: string }?]>`
    select pg_get_constraintdef(oid) as text from pg_constraint where conname = ${constraint}`
  if (row === undefined) throw new Error(`there is no constraint ${constraint}`)
  return [...row.text.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '')
}

describe('lists in the catalog are the lists in core', () => {
  test.each([
    ['jobs_state_known', jobStates],
    ['batch_deltas_state_known', jobStates],
    ['jobs_waiting_for_known', waitingReasons],
    ['jobs_failed_reason_known', ['failed', ...failureReasons]],
    ['failures_reason_known', failureReasons],
    ['jobs_canceled_reason_known', ['canceled', ...cancelReasons]],
    ['jobs_operation_known', operations],
    ['submissions_status_known', submissionStatuses],
    ['ledger_entries_kind_known', ledgerKinds],
    [
      'ledger_entries_sides_follow_kind',
      ledgerKinds.flatMap((kind) => [kind, ledgerSides[kind].debit, ledgerSides[kind].credit]),
    ],
  ])('%s', async (constraint, list) => {
    expect((await wordsOf(constraint)).sort()).toEqual([...list].sort())
  })
})

describe('a job', () => {
  const legal = new Set([
    'queued→submitting',
    'queued→canceled',
    'submitting→queued',
    'submitting→rendering',
    'submitting→unconfirmed',
    'submitting→failed',
    'unconfirmed→rendering',
    'unconfirmed→queued',
    'unconfirmed→failed',
    'rendering→archiving',
    'rendering→failed',
    'rendering→queued',
    'archiving→archived',
    'archiving→failed',
    'failed→queued',
    'failed→rendering',
    'failed→archiving',
  ])

  test('goes along the edges of the state diagram and no others', async () => {
    const rows = await db.sql<{ edge: string }[]>`
      select a || '→' || b as edge from unnest(${[...jobStates]}::text[]) a, unnest(${[...jobStates]}::text[]) b
      where job_edge_allowed(a, b)`
    expect(new Set(rows.map(({ edge }) => edge))).toEqual(legal)
  })

  test('that is final stays so, whoever asks', async () => {
    const job = await insertJob(db, aJob({ state: 'archived' }))
    const back = db.sql`update jobs set state = 'queued', due_at = now(), finished_at = null where id = ${job.id}`
    await expect(back).rejects.toMatchObject({ constraint_name: 'jobs_edge_allowed' })
  })

  test('cannot be archived without a clip', async () => {
    const job = await insertJob(db, aJob({ state: 'archiving' }))
    const archive = db.sql`
      update jobs set state = 'archived', due_at = null, finished_at = now() where id = ${job.id}`
    await expect(archive).rejects.toMatchObject({ constraint_name: 'jobs_archived_has_a_clip' })
  })

  test.each([
    ['jobs_final_has_a_time', aJob({ state: 'canceled', finishedAt: null })],
    ['jobs_final_has_a_time', aJob({ finishedAt: new Date() })],
    ['jobs_failed_reason_known', aJob({ state: 'failed', reason: null })],
    ['jobs_failed_reason_known', aJob({ state: 'failed', reason: 'by_user' })],
    ['jobs_canceled_reason_known', aJob({ state: 'canceled', reason: 'crashed' })],
    ['jobs_reason_only_at_an_end', aJob({ state: 'rendering', reason: 'crashed' })],
    ['jobs_failed_has_a_failure', aJob({ state: 'failed', failure: null })],
    ['jobs_wait_only_queued_or_archiving', aJob({ state: 'rendering', waitingFor: 'slot' })],
    ['jobs_due_unless_nothing_is_next', aJob({ dueAt: null })],
    ['jobs_due_unless_nothing_is_next', aJob({ state: 'unconfirmed', dueAt: new Date() })],
    ['jobs_slot_only_in_flight', aJob({ state: 'archiving', holdsSlot: true })],
    ['jobs_sent_has_a_submission', aJob({ state: 'rendering', submissions: 0, submission: null })],
    ['jobs_version_counts', aJob({ version: 2, lastSeq: 3 })],
    ['jobs_money_is_not_negative', aJob({ reservedTicks: -1n })],
  ])('breaks %s', async (constraint, job) => {
    await expect(insertJob(db, job)).rejects.toMatchObject({ constraint_name: constraint })
  })

  test('has one live submission at most', async () => {
    const job = await insertJob(db, aJob({ state: 'rendering' }))
    const second = db.sql`
      insert into submissions (id, job_id, number, status, upstream, requested_model)
      values (${newSubmissionId()}, ${job.id}, 2, 'intent', ${job.upstream}, ${job.model})`
    await expect(second).rejects.toMatchObject({ constraint_name: 'submissions_one_live_per_job' })
  })

  test('cannot take the task of another under the same key', async () => {
    const first = await insertJob(db, aJob({ state: 'rendering' }))
    const taken = first.submission?.taskId ?? null
    const thief = aJob({ state: 'rendering', submission: aSubmission({ status: 'accepted', taskId: taken }) })
    await expect(insertJob(db, thief)).rejects.toMatchObject({
      constraint_name: 'submissions_task_is_bound_once',
    })
  })

  test('keeps its clip key to itself', async () => {
    const { clipKey } = await insertJob(db, aJob())
    await expect(insertJob(db, aJob({ clipKey }))).rejects.toMatchObject({
      constraint_name: 'jobs_clip_key_is_unique',
    })
  })
})

test('history cannot be rewritten', async () => {
  const job = await insertJob(db, aJob())
  const refusal = { message: expect.stringContaining('append-only') }
  await expect(db.sql`update job_events set kind = 'x' where job_id = ${job.id}`).rejects.toMatchObject(
    refusal,
  )
  await expect(db.sql`delete from job_events where job_id = ${job.id}`).rejects.toMatchObject(refusal)
})

test('the events of a month without a partition are kept, and months are made ahead', async () => {
  const job = await insertJob(db, aJob({ createdAt: new Date('2019-02-03T00:00:00Z') }))
  expect(
    await db.sql`select tableoid::regclass::text as place from job_events where job_id = ${job.id} limit 1`,
  ).toEqual([{ place: 'job_events_default' }])
  expect(await ensureEventPartitions(db, 5)).toBe(3)
  expect(await ensureEventPartitions(db, 5)).toBe(0)
})

test('an open batch has no end, and a finished one has', async () => {
  const { id } = await insertBatch(db)
  await expect(db.sql`update batches set state = 'finished' where id = ${id}`).rejects.toMatchObject({
    constraint_name: 'batches_finished_has_a_time',
  })
})

test('ids sort by age whatever the locale of the database', async () => {
  const rows = await db.sql<{ column: string }[]>`
    select table_name || '.' || column_name as column from information_schema.columns
    where table_schema = 'public' and collation_name is distinct from 'C' and data_type = 'text'
      and (column_name = 'id' or column_name like '%\_id') and table_name not like 'job_events_%'
      and column_name not in ('request_id', 'worker_id', 'custom_id')`
  expect(rows).toEqual([])
})
