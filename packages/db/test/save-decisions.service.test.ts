import { randomUUID } from 'node:crypto'
import type { CredentialId, Decision, Job, LedgerEntry, TaskId } from '@reelkeep/core'
import {
  aClip,
  aDecision,
  aJob,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
  waitUntil,
} from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Database,
  ensureGates,
  loadJobs,
  newJobId,
  openDatabase,
  type Save,
  type SaveOutcome,
  saveDecisions,
} from '../src/index.ts'
import { disagreements, eventsOf, holdRow, openRacers, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 6000 }])
})
afterAll(() => database[Symbol.asyncDispose]())

async function current(job: Pick<Job, 'id'>): Promise<Job> {
  const [loaded] = await loadJobs(db, [job.id])
  if (loaded === undefined) throw new Error(`${job.id} is gone`)
  return loaded
}

function accepted(task: string): Decision {
  return aDecision({
    changes: {
      state: 'rendering',
      dueAt: new Date('2026-11-20T12:02:00Z'),
      submittedAt: new Date('2026-11-20T12:00:00Z'),
    },
    event: { kind: 'submission-accepted', detail: { task } },
    submission: { status: 'accepted', taskId: task as TaskId, credentialId: 'c' as CredentialId },
    wake: { step: 'poll', at: new Date('2026-11-20T12:02:00Z') },
  })
}

function archived(job: Job): Decision {
  const now = new Date('2026-11-20T12:05:00Z')
  return aDecision({
    changes: { state: 'archived', dueAt: null, finishedAt: now },
    event: { kind: 'clip-archived', detail: {} },
    submission: { status: 'finished' },
    clip: aClip({ key: job.clipKey, archivedAt: now }),
    notice: { kind: 'job.archived' },
  })
}

/** As archived, and more is charged: the row says the same sum as the books. */
function charged(job: Job, ticks: bigint): Decision {
  const decision = archived(job)
  const chargedTicks = (job.chargedTicks ?? 0n) + ticks
  return { ...decision, changes: { ...decision.changes, chargedTicks }, ledger: [charge(job, ticks)] }
}

function charge(job: Job, ticks: bigint, part = 'charged'): LedgerEntry {
  const submissionId = job.submission?.id ?? null
  return {
    kind: 'charged',
    ticks,
    source: 'metered',
    priceVersion: 'test',
    submissionId,
    chargeKey: `${job.id}-${part}`,
  }
}

/**
 * postgres.js 3.4 rejects the first statement after a reconnect with the error of the lost connection, although that
 * statement was committed: a save that threw may have landed, and only saving it again tells.
 */
async function saveUntilAnswered(saver: Database, saves: readonly Save[]): Promise<SaveOutcome[]> {
  return waitUntil(() => saveDecisions(saver, saves).catch(() => null), {
    what: 'the database to answer a save',
  })
}

test('writes everything a decision says, and the job reads back as decided', async () => {
  const job = await insertJob(db, aJob({ state: 'submitting' }))
  const decision = accepted(`task-of-${job.id}`)
  const exchange = {
    step: 'submit',
    method: 'POST',
    path: '/v1/video/create',
    httpStatus: 200,
    contentType: 'application/json',
    body: '{"id":"1"}',
    durationMs: 12.4,
    submissionId: job.submission?.id ?? null,
    readAs: 'submit-accepted',
    surprises: [{ kind: 'field', name: 'data.eta' }],
  } as const
  expect(await saveDecisions(db, [{ job, decision, exchange }])).toEqual([{ outcome: 'saved', version: 4 }])

  expect(await current(job)).toEqual({
    ...job,
    ...decision.changes,
    version: 4,
    lastSeq: 4,
    submission: { ...job.submission, status: 'accepted', taskId: `task-of-${job.id}`, credentialId: 'c' },
  })
  expect((await eventsOf(db, job)).at(-1)).toEqual({
    seq: 4,
    kind: 'submission-accepted',
    from_state: 'submitting',
    to_state: 'rendering',
  })
  expect(
    await db.sql`
      select step, path, http_status, duration_ms, body, read_as, surprises from exchanges where job_id = ${job.id}`,
  ).toEqual([
    {
      step: 'submit',
      path: '/v1/video/create',
      http_status: 200,
      duration_ms: 12,
      body: '{"id":"1"}',
      read_as: 'submit-accepted',
      surprises: [{ kind: 'field', name: 'data.eta' }],
    },
  ])
})

test('archives with the clip, its notice and the end of its submission', async () => {
  const job = await insertJob(db, aJob({ state: 'archiving' }))
  expect(await saveDecisions(db, [{ job, decision: archived(job) }])).toMatchObject([{ outcome: 'saved' }])
  const after = await current(job)
  expect(after).toMatchObject({
    state: 'archived',
    submission: { status: 'finished' },
    clip: { key: job.clipKey },
  })
  expect(await db.sql`select kind from outbox where job_id = ${job.id}`).toEqual([{ kind: 'job.archived' }])
})

test('keeps a failure under the fingerprint that the same trouble shares', async () => {
  const jobs = [
    await insertJob(db, aJob({ state: 'rendering' })),
    await insertJob(db, aJob({ state: 'rendering' })),
  ]
  const fail = (words: string) =>
    aDecision({
      changes: {
        state: 'failed',
        reason: 'upstream_failed',
        dueAt: null,
        holdsSlot: false,
        finishedAt: new Date(),
        failure: {
          step: 'poll',
          reason: 'upstream_failed',
          message: 'It failed.',
          charged: 'unknown',
          retryable: true,
          upstreamStatus: words,
        },
      },
      submission: { status: 'failed', message: words },
    })
  await saveDecisions(db, [
    { job: jobs[0] as Job, decision: fail('GPU 17 gone, trace 9f3a-11') },
    { job: jobs[1] as Job, decision: fail('GPU 4 gone, trace 00bc-72') },
  ])
  const rows = await db.sql<{ fingerprint: string }[]>`
    select fingerprint from failures where job_id = any(${jobs.map((job) => job.id)})`
  expect(rows).toHaveLength(2)
  expect(rows[0]?.fingerprint).toBe(rows[1]?.fingerprint)
})

test('a poll that changed nothing moves counters and writes no event', async () => {
  const job = await insertJob(db, aJob({ state: 'rendering' }))
  await saveDecisions(db, [{ job, decision: aDecision({ changes: { polls: 1 } }) }])
  expect(await current(job)).toMatchObject({ polls: 1, version: job.version + 1, lastSeq: job.lastSeq })
})

test('eight racing workers on one transition give one winner and one event', async () => {
  const { racers, close } = openRacers(database.url, 8)
  try {
    for (let round = 0; round < 20; round += 1) {
      const job = await insertJob(db, aJob({ state: 'submitting' }))
      const outcomes = await Promise.all(
        racers.map((racer, index) =>
          saveDecisions(racer, [{ job, decision: accepted(`${job.id}-${index}`), saveId: randomUUID() }]),
        ),
      )
      expect(outcomes.flat().filter(({ outcome }) => outcome === 'saved')).toHaveLength(1)
      expect(await eventsOf(db, job)).toHaveLength(job.lastSeq + 1)
    }
  } finally {
    await close()
  }
})

test("saving again after a lost reply tells its own save from another's", async () => {
  const job = await insertJob(db, aJob({ state: 'rendering' }))
  const save = {
    job,
    decision: aDecision({ changes: { polls: 1 }, event: { kind: 'x', detail: {} } }),
    saveId: randomUUID(),
  }
  const first = await saveDecisions(db, [save])
  const again = await saveDecisions(db, [save])
  const other = await saveDecisions(db, [{ ...save, saveId: randomUUID() }])
  const nameless = await saveDecisions(db, [{ job, decision: save.decision }])
  expect(first).toEqual([{ outcome: 'saved', version: 4 }])
  expect(again).toEqual(first)
  expect([other, nameless]).toEqual([[{ outcome: 'moved-on' }], [{ outcome: 'moved-on' }]])
  expect(await eventsOf(db, job)).toHaveLength(job.lastSeq + 1)
})

test('a save that comes too late leaves no trace at all', async () => {
  const job = await insertJob(db, aJob({ state: 'archiving' }))
  await saveDecisions(db, [{ job, decision: aDecision({ changes: { archiveFailures: 1 } }) }])
  const late = { ...archived(job), ledger: [charge(job, 5n)] }
  expect(await saveDecisions(db, [{ job, decision: late }])).toEqual([{ outcome: 'moved-on' }])
  expect(await current(job)).toMatchObject({
    state: 'archiving',
    clip: null,
    submission: { status: 'accepted' },
  })
  expect(await db.sql`select 1 from ledger_entries where job_id = ${job.id}`).toEqual([])
  expect(await db.sql`select 1 from outbox where job_id = ${job.id}`).toEqual([])
})

test('a charge key makes a second charge impossible, by whichever save it comes', async () => {
  const job = await insertJob(db, aJob({ state: 'rendering' }))
  const decision = aDecision({ ledger: [charge(job, 700n)] })
  await saveDecisions(db, [{ job, decision }])
  await saveDecisions(db, [{ job: await current(job), decision }])
  expect(await db.sql`select ticks, debit, credit from ledger_entries where job_id = ${job.id}`).toEqual([
    { ticks: 700n, debit: 'spent', credit: 'upstream' },
  ])
})

test('one refused save does not hold up the others of its group', async () => {
  const taken = await insertJob(db, aJob({ state: 'rendering' }))
  const twin = await insertJob(db, aJob({ state: 'submitting' }))
  const fine = await insertJob(db, aJob({ state: 'submitting' }))
  const task = taken.submission?.taskId ?? ''
  const stolen = accepted(task)
  const outcomes = await saveDecisions(db, [
    {
      job: twin,
      decision: {
        ...stolen,
        submission: {
          status: 'accepted',
          taskId: task as TaskId,
          credentialId: 'credential-test' as CredentialId,
        },
      },
    },
    { job: fine, decision: accepted(`task-of-${fine.id}`) },
  ])
  expect(outcomes).toMatchObject([{ outcome: 'refused', error: { code: '23505' } }, { outcome: 'saved' }])
  expect(await current(twin)).toMatchObject({ state: 'submitting', version: twin.version })
})

test('a job may be in a group only once', async () => {
  const job = await insertJob(db, aJob())
  const save = { job, decision: aDecision() }
  await expect(saveDecisions(db, [save, save])).rejects.toThrow('twice')
})

test('text that Postgres cannot hold is stored without the part it cannot', async () => {
  const job = await insertJob(db, aJob({ state: 'rendering' }))
  const upstreamStatus = 'half \uD83D and nul \0 end'
  const outcome = await saveDecisions(db, [
    {
      job,
      decision: aDecision({
        changes: { upstreamStatus },
        event: { kind: 'x', detail: { words: upstreamStatus } },
      }),
    },
  ])
  expect(outcome).toMatchObject([{ outcome: 'saved' }])
  expect((await current(job)).upstreamStatus).toBe('half \uFFFD and nul  end')
})

test('a rate limit holds the gate until the latest of two times, a refusal closes it', async () => {
  await ensureGates(db, [{ upstream: 'held', maxInFlight: 5, requestsPerMinute: 60 }])
  const jobs = [
    await insertJob(db, aJob({ state: 'submitting', upstream: 'held' })),
    await insertJob(db, aJob({ state: 'submitting', upstream: 'held' })),
    await insertJob(db, aJob({ state: 'submitting', upstream: 'held' })),
  ]
  const back = (gate: Decision['gate']) =>
    aDecision({
      changes: { state: 'queued', dueAt: new Date(), holdsSlot: false, reservedTicks: 0n },
      submission: { status: 'rejected' },
      gate,
    })
  const early = new Date('2027-01-01T00:00:00Z')
  const late = new Date('2027-01-02T00:00:00Z')
  await saveDecisions(db, [
    { job: jobs[0] as Job, decision: back({ type: 'slow-down', until: late }) },
    { job: jobs[1] as Job, decision: back({ type: 'strain', until: early, reason: 'refused' }) },
    { job: jobs[2] as Job, decision: back({ type: 'close', kind: 'account', reason: 'no credit' }) },
  ])
  expect(
    await db.sql`select in_flight, not_before, closed_kind, closed_reason from upstream_gates where upstream = 'held'`,
  ).toEqual([{ in_flight: 0, not_before: late, closed_kind: 'account', closed_reason: 'no credit' }])
})

test('a connection killed in mid-statement leaves no half transition, and saving again lands once', async () => {
  const { id: batchId, accountId } = await insertBatch(db, { budgetTicks: 10_000_000_000n })
  const accountIds = accountId === null ? [] : [accountId]
  const job = await insertJob(db, aJob({ state: 'archiving', batchId }), { accountIds })
  const other = await insertJob(db, aJob({ state: 'archiving', batchId }), { accountIds })
  const saves = [
    { job, decision: charged(job, 5n), saveId: randomUUID() },
    { job: other, decision: charged(other, 5n), saveId: randomUUID() },
  ]
  // A job that is put here as rendered has its price booked already.
  const chargedBefore = await chargesOf(job)
  const doomed = openDatabase({ url: database.url, maxConnections: 1, applicationName: `doomed-${job.id}` })
  const holder = openDatabase({ url: database.url, maxConnections: 1, applicationName: 'holder' })
  try {
    // One of the two rows is held, so that the statement stands still after it has begun to write.
    const release = await holdRow(holder, other)
    const failing = saveDecisions(doomed, saves)
    const settled = failing.then(
      () => 'saved',
      (error: { code?: string }) => error.code ?? 'error',
    )
    const pid = await waitUntil(
      async () => {
        const [row] = await db.sql<{ pid: number }[]>`
          select pid from pg_stat_activity
          where application_name = ${`doomed-${job.id}`} and wait_event_type = 'Lock'`
        return row?.pid
      },
      { what: 'the save to wait for the lock' },
    )
    await db.sql`select pg_terminate_backend(${pid})`
    expect(await settled).not.toBe('saved')
    await release()

    expect(await current(job)).toEqual(job)
    expect(await chargesOf(job)).toEqual(chargedBefore)
    expect(await db.sql`select 1 from clips where job_id = ${job.id}`).toEqual([])
    expect(await disagreements(db)).toEqual([])

    const again = await saveUntilAnswered(doomed, saves)
    expect(again).toMatchObject([{ outcome: 'saved' }, { outcome: 'saved' }])
    expect(await saveDecisions(doomed, saves)).toEqual(again)
    expect(await eventsOf(db, job)).toHaveLength(job.lastSeq + 1)
    expect(await chargesOf(job)).toEqual([...chargedBefore, charge(job, 5n).chargeKey].sort())
    expect(await disagreements(db)).toEqual([])
  } finally {
    await doomed.close()
    await holder.close()
  }
})

async function chargesOf(job: Job): Promise<string[]> {
  const rows = await db.sql<{ charge_key: string }[]>`
    select charge_key from ledger_entries where job_id = ${job.id} and kind <> 'reserved' order by charge_key collate "C"`
  return rows.map((row) => row.charge_key)
}

test('an unknown job has moved on', async () => {
  const job = aJob({ id: newJobId() })
  expect(await saveDecisions(db, [{ job, decision: aDecision() }])).toEqual([{ outcome: 'moved-on' }])
})

function counted(polls: number): Decision {
  const dueAt = new Date('2026-11-20T12:03:00Z')
  return aDecision({
    changes: {
      polls,
      pollFailures: 0,
      pollFailingSince: null,
      upstreamStatus: 'processing',
      progress: 40,
      dueAt,
    },
    wake: { step: 'poll', at: dueAt },
  })
}

test('a poll that only counts has one winner of eight racers and writes no line', async () => {
  const job = await insertJob(db, aJob({ state: 'rendering', upstream }))
  const before = await eventsOf(db, job)
  const { racers, close } = openRacers(database.url, 8)
  try {
    const outcomes = await Promise.all(
      racers.map((racer) => saveDecisions(racer, [{ job, decision: counted(1), saveId: randomUUID() }])),
    )
    expect(outcomes.flat().filter(({ outcome }) => outcome === 'saved')).toHaveLength(1)
  } finally {
    await close()
  }
  expect(await current(job)).toMatchObject({
    polls: 1,
    progress: 40,
    upstreamStatus: 'processing',
    version: job.version + 1,
    lastSeq: job.lastSeq,
  })
  expect(await eventsOf(db, job)).toEqual(before)
})

test('a count that is saved again under its save id says saved, and a later one moved-on', async () => {
  const job = await insertJob(db, aJob({ state: 'rendering', upstream }))
  const save: Save = { job, decision: counted(1), saveId: randomUUID() }
  const first = await saveDecisions(db, [save])
  expect(await saveDecisions(db, [save])).toEqual(first)
  expect(await saveDecisions(db, [{ ...save, saveId: randomUUID() }])).toEqual([{ outcome: 'moved-on' }])
})

test('counts and transitions of one group each land on their own job', async () => {
  const polled = await insertJob(db, aJob({ state: 'rendering', upstream }))
  const moving = await insertJob(db, aJob({ state: 'submitting', upstream }))
  const outcomes = await saveDecisions(db, [
    { job: moving, decision: accepted('video_group') },
    { job: polled, decision: counted(1) },
  ])
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['saved', 'saved'])
  expect((await current(moving)).state).toBe('rendering')
  expect((await current(polled)).polls).toBe(1)
  expect(await disagreements(db)).toEqual([])
})
