import type { Job } from '@reelkeep/core'
import { removeHeartbeat, saveHeartbeat, setGate } from '@reelkeep/db'
import { aJob, aSubmission, insertBatch, insertJob, waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld, upstreamName } from './journey-world.ts'

describe('the sweep', () => {
  it('takes back what a dead worker had not begun to send, and it is archived by the next', async () => {
    await using world = await openJourneyWorld()
    const job = await insertClaimed(world, 'intent')
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 1 })
    expect(await eventKinds(world, job)).toContain('intent-taken-back')
    expect((await world.bill()).creations).toBe(1)
  })

  it('calls unconfirmed, and never sends, what a dead worker may have sent', async () => {
    await using world = await openJourneyWorld()
    const job = await insertClaimed(world, 'sending')
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ unconfirmed: 1 })
    expect(await eventKinds(world, job)).toContain('submission-unknown')
    expect((await world.bill()).creations).toBe(0)
  })

  it('calls unconfirmed what was sent to an upstream that left the configuration since', async () => {
    await using world = await openJourneyWorld()
    await insertClaimed(world, 'sending', { upstream: 'gone' })
    await world.startWorker()
    await waitUntil(async () => (await world.states()).unconfirmed === 1, { what: 'the recovery' })
  })

  it('leaves alone what a living worker is sending', async () => {
    await using world = await openJourneyWorld()
    await saveHeartbeat(world.db, { ...aHeartbeat, workerId: 'worker-alive' })
    await insertClaimed(world, 'sending', { workerId: 'worker-alive', deadlineAt: inAMinute() })
    const finished = await insertJob(world.db, aJob({ upstream: upstreamName, version: 1, lastSeq: 1 }))
    await world.startWorker({ sweep: { everyMs: 20, graceMs: 50, deadAfterMs: 60_000, intentGraceMs: 0 } })
    // As long as it takes to bring another job home, the sweep has looked many times.
    await waitUntil(async () => (await world.jobs([finished.id]))[0]?.state === 'archived', {
      what: 'the other job',
    })
    expect((await world.states()).submitting).toBe(1)
    await removeHeartbeat(world.db, 'worker-alive')
    await waitUntil(async () => (await world.states()).unconfirmed === 1, { what: 'the recovery' })
  })

  it('rings again for rows that nobody was rung for', async () => {
    await using world = await openJourneyWorld()
    const first = await world.startWorker()
    // One poll was saved up and no other is asked, or all might be archived before anybody looks.
    await setGate(world.db, upstreamName, { pollsPerMinute: 0 })
    await world.addJobs(3)
    await waitUntil(async () => ((await world.states()).rendering ?? 0) >= 2, { what: 'tasks' })
    await first.stop()
    await world.flushQueue()
    await setGate(world.db, upstreamName, { pollsPerMinute: null })
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 3 })
  })
})

it('a job that comes back from sending after its batch was canceled is canceled too', async () => {
  await using world = await openJourneyWorld()
  const batch = await insertBatch(world.db)
  const job = await insertClaimed(world, 'intent', { batchId: batch.id })
  await world.db.sql`update batches set state = 'canceled' where id = ${batch.id}`
  await world.startWorker()
  expect(await world.waitUntilSettled()).toEqual({ canceled: 1 })
  expect(await eventKinds(world, job)).toEqual(expect.arrayContaining(['intent-taken-back', 'job-canceled']))
  expect((await world.bill()).creations).toBe(0)
})

const aHeartbeat = { host: 'test', pid: 1, version: 'test', state: 'running', inHand: 0 } as const

function insertClaimed(
  world: JourneyWorld,
  status: 'intent' | 'sending',
  {
    workerId = 'worker-dead',
    deadlineAt = inAMinute(),
    upstream = upstreamName,
    batchId = null as Job['batchId'],
  } = {},
): Promise<Job> {
  return insertJob(
    world.db,
    aJob({
      upstream,
      batchId,
      state: 'submitting',
      dueAt: deadlineAt,
      version: 2,
      lastSeq: 2,
      submission: aSubmission({ status, workerId, deadlineAt }),
    }),
  )
}

function inAMinute(): Date {
  return new Date(Date.now() + 60_000)
}

async function eventKinds(world: JourneyWorld, job: Job): Promise<string[]> {
  const rows = await world.db.sql<{ kind: string }[]>`
    select kind from job_events where job_id = ${job.id} order by seq`
  return rows.map(({ kind }) => kind)
}
