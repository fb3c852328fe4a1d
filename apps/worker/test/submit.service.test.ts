import { databaseNow, readGates, setGate } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { prepareGates } from '../src/gates.ts'
import { runStep } from '../src/run-step.ts'
import { settle } from '../src/settle.ts'
import { submitStep } from '../src/steps/submit.ts'
import type { World } from '../src/world.ts'
import { upstreamName } from './journey-world.ts'
import { openStage } from './stage.ts'

const never = new AbortController().signal

describe('the submit step', () => {
  it('sends one POST under a committed `sending` and keeps the task', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    await runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    const after = await stage.read(job)
    expect(after).toMatchObject({
      state: 'rendering',
      submission: { status: 'accepted', workerId: stage.world.workerId, taskId: expect.any(String) },
    })
    expect(await stage.eventKinds(job)).toEqual(['submission-sending', 'submission-accepted'])
    expect(await stage.creations()).toBe(1)
  })

  it('sends once however often its message comes, also at the same time', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    const message = { id: job.id, version: job.version }
    await Promise.all([1, 2, 3].map(() => runStep(submitStep, message, never, stage.world)))
    await runStep(submitStep, message, never, stage.world)
    expect(await stage.creations()).toBe(1)
    expect((await stage.read(job)).state).toBe('rendering')
  })

  it('does not send for a message of an older version', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    await runStep(submitStep, { id: job.id, version: job.version - 1 }, never, stage.world)
    expect(await stage.creations()).toBe(0)
    expect(await stage.read(job)).toMatchObject({ state: 'submitting', version: job.version })
  })

  it('sends nothing while `sending` cannot be committed, and then sends once', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    await stage.setReadOnly(true)
    const step = runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    await waitUntil(() => stage.logLines.some((line) => line.includes('the database did not answer')), {
      what: 'a save that failed',
    })
    expect(await stage.creations()).toBe(0)
    await stage.setReadOnly(false)
    await step
    expect(await stage.creations()).toBe(1)
    expect((await stage.read(job)).state).toBe('rendering')
  })

  it('keeps the task of an answer that came while the database was away', async () => {
    await using stage = await openStage({ holdsAnswers: true })
    const job = await stage.anIntent()
    const step = runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    await waitUntil(async () => (await stage.creations()) === 1, { what: 'the POST' })
    await stage.setReadOnly(true)
    stage.letAnswersThrough()
    await waitUntil(() => stage.logLines.some((line) => line.includes('"event":"submit-accepted"')), {
      what: 'a save that failed',
    })
    await stage.setReadOnly(false)
    await step
    expect(await stage.read(job)).toMatchObject({ state: 'rendering', submission: { status: 'accepted' } })
  })

  it('lets a late acceptance win over unconfirmed', async () => {
    await using stage = await openStage({ holdsAnswers: true })
    const job = await stage.anIntent()
    const step = runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    await waitUntil(async () => (await stage.creations()) === 1, { what: 'the POST' })
    const event = { type: 'sender-lost', message: 'its worker was lost' } as const
    await settle({ job: await stage.read(job), event, persistence: 'few-tries' }, stage.world)
    expect((await stage.read(job)).state).toBe('unconfirmed')
    stage.letAnswersThrough()
    await step
    expect(await stage.read(job)).toMatchObject({ state: 'rendering', submission: { status: 'accepted' } })
  })

  it.each([
    ['submission-resubmitted', 'queued', '-orphaned'],
    ['submission-written-off', 'failed', '-contingent'],
  ] as const)('puts a task on the record whose acceptance came after %s', async (type, state, onTheBooks) => {
    await using stage = await openStage({ holdsAnswers: true })
    const job = await stage.anIntent()
    const step = runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    await waitUntil(async () => (await stage.creations()) === 1, { what: 'the POST' })
    const lost = { type: 'sender-lost', message: 'its worker was lost' } as const
    await settle({ job: await stage.read(job), event: lost, persistence: 'few-tries' }, stage.world)
    const resolved = { type, by: 'a person', message: 'the bill does not show it' } as const
    await settle({ job: await stage.read(job), event: resolved, persistence: 'few-tries' }, stage.world)
    stage.letAnswersThrough()
    await step
    const after = await stage.read(job)
    expect(after).toMatchObject({ state, contingentTicks: job.quotedTicks })
    expect((await stage.eventKinds(job)).at(-1)).toBe('submission-orphaned')
    const [last] = await stage.db.sql`
      select detail ->> 'task' as task from job_events where job_id = ${job.id} order by seq desc limit 1`
    expect(last?.task).toEqual(expect.stringMatching(/./))
    const lines = await stage.db.sql<{ charge_key: string; ticks: bigint }[]>`
      select charge_key, ticks from ledger_entries where job_id = ${job.id} and kind = 'contingent'`
    expect(lines.map((line) => line.charge_key)).toContain(`${job.submission?.id}${onTheBooks}`)
    expect(lines.reduce((sum, line) => sum + line.ticks, 0n)).toBe(job.quotedTicks)
  })

  it('does not send when the commit of `sending` took too long', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    let calls = 0
    const slow: World = { ...stage.world, monotonicMs: () => calls++ * 25_000 }
    await runStep(submitStep, { id: job.id, version: job.version }, never, slow)
    expect(await stage.creations()).toBe(0)
    expect(await stage.read(job)).toMatchObject({ state: 'queued', submission: { status: 'not_sent' } })
  })

  it('takes its intent back when the worker goes down', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    const stopping: World = { ...stage.world, isStopping: () => true }
    await runStep(submitStep, { id: job.id, version: job.version }, never, stopping)
    expect(await stage.creations()).toBe(0)
    expect(await stage.read(job)).toMatchObject({ state: 'queued', holdsSlot: false })
  })

  it('takes its intent back and closes the gate, with the reason, when there is no key', async () => {
    await using stage = await openStage({ apiKey: '' })
    const job = await stage.anIntent()
    await runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    expect((await stage.read(job)).state).toBe('queued')
    expect(await stage.closedReason()).toBe('no key for rehearsal: set REHEARSAL_API_KEY')
  })

  it('ends in unconfirmed, and is not sent again, when the answer is lost', async () => {
    await using stage = await openStage({ simulator: { scenarios: { lost_reply: 1 } } })
    const job = await stage.anIntent()
    await runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    const after = await stage.read(job)
    expect(after).toMatchObject({ state: 'unconfirmed', submission: { status: 'unknown' }, dueAt: null })
    await runStep(submitStep, { id: job.id, version: after.version }, never, stage.world)
    expect(await stage.creations()).toBe(1)
  })
})

describe('the gates at a start', () => {
  it('close without a key and open again when it is there, but not what a person or an upstream closed', async () => {
    await using without = await openStage({ apiKey: '' })
    const reason = 'no key for rehearsal: set REHEARSAL_API_KEY'
    expect(await without.closedReason()).toBe(reason)
    await using stage = await openStage()
    await stage.db
      .sql`update upstream_gates set closed_kind = 'no_key', closed_reason = ${reason}, closed_at = now()`
    await prepareGates(stage.db, stage.world.upstreams.values(), stage.world.log)
    expect(await stage.closedReason()).toBeNull()
    await stage.db.sql`
      update upstream_gates set closed_kind = 'account', closed_reason = 'no credit', closed_at = now(),
        probe_at = now() + interval '1 hour', probe_wait_s = 3600`
    await prepareGates(stage.db, stage.world.upstreams.values(), stage.world.log)
    expect(await stage.closedReason()).toBe('no credit')
    const [gate] = await readGates(stage.db)
    expect(gate?.probeAt?.getTime()).toBeLessThanOrEqual((await databaseNow(stage.db)).getTime())
  })

  it('say where a live limit is in force that outlived the start before', async () => {
    await using stage = await openStage({ speed: 200 })
    await setGate(stage.db, upstreamName, { pollsPerMinute: 30, maxInFlight: 1_000 })
    await prepareGates(stage.db, stage.world.upstreams.values(), stage.world.log)
    const said = stage.logLines.filter((line) => line.includes('a live limit is in force'))
    // The configuration has 1,000 slots as well; limits are told in the plan's own time.
    expect(said.map((line) => JSON.parse(line))).toMatchObject([
      { limit: 'polls_per_minute', live: 30, configured: 60_000 },
    ])
    const [gate] = await readGates(stage.db)
    expect(gate).toMatchObject({ pollsPerMinute: 30, maxInFlight: 1_000 })
  })
})
