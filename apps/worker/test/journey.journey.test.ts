import { once } from 'node:events'
import type { JobId } from '@reelkeep/core'
import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld } from './journey-world.ts'

describe.each(['redis', 'postgres'] as const)('a journey with messages in %s', (queue) => {
  it('brings every job to a clip with the hash the upstream made, and asks no sooner than planned', async () => {
    await using world = await openJourneyWorld({ queue })
    const ids = await world.addJobs(20)
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 20 })
    await expectPaidOnce(world, 20)
    await expectSameHashes(world, ids)
    await expectContiguousEvents(world)
    for (const task of await world.tasks()) {
      expect(task.shortest_poll_gap_s ?? 30).toBeGreaterThanOrEqual(30)
    }
  })
})

describe('a journey that is disturbed', () => {
  it('comes through the loss of everything in Redis, half way', async () => {
    await using world = await openJourneyWorld({ speed: 200 })
    await world.addJobs(30)
    await world.startWorker()
    await waitUntil(async () => (await world.states()).rendering, {
      what: 'the first task',
    })
    await world.flushQueue()
    expect(await world.waitUntilSettled()).toEqual({ archived: 30 })
    await expectPaidOnce(world, 30)
  })

  it('D1: comes through the kill of its worker: archived or unconfirmed, nothing made twice', async () => {
    await using world = await openJourneyWorld({
      speed: 200,
      requestsPerMinute: 60,
      simulator: { scenarios: { slow_create: { rate: 0.3, value: 800 } } },
    })
    await world.addJobs(40)
    const killed = await world.spawnWorker()
    await waitUntil(async () => (await world.states()).rendering, {
      what: 'the first task',
    })
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    await world.startWorker()
    const states = await world.waitUntilSettled()
    expect((states.archived ?? 0) + (states.unconfirmed ?? 0)).toBe(40)
    await expectNothingTwice(world)
    const { creations } = await world.bill()
    expect(creations).toBeGreaterThanOrEqual(states.archived ?? 0)
    expect(creations).toBeLessThanOrEqual(40)
  })

  it('is shared by two workers without a job done twice', async () => {
    await using world = await openJourneyWorld()
    await world.addJobs(40)
    await Promise.all([world.startWorker(), world.startWorker()])
    expect(await world.waitUntilSettled()).toEqual({ archived: 40 })
    await expectPaidOnce(world, 40)
  })

  it('leaves nothing unconfirmed when it is asked to go down in the middle of its submits', async () => {
    await using world = await openJourneyWorld({
      speed: 20,
      simulator: { scenarios: { slow_create: { rate: 1, value: 1_500 } } },
    })
    await world.addJobs(60)
    const stopped = await world.spawnWorker()
    await waitUntil(async () => (await sendingCount(world)) >= 5, {
      what: 'submits under way',
    })
    stopped.kill('SIGTERM')
    const [exitCode] = await once(stopped, 'exit')
    expect(exitCode).toBe(0)
    const states = await world.states()
    expect(states.unconfirmed).toBeUndefined()
    expect(states.submitting).toBeUndefined()
    const { creations } = await world.bill()
    expect(creations).toBeGreaterThan(0)
    expect(states.rendering).toBe(creations)
    expect(states.queued).toBe(60 - creations)
    expect(await workersLeft(world)).toBe(0)
  })
})

async function expectPaidOnce(world: JourneyWorld, jobs: number): Promise<void> {
  const [row] = await world.db.sql<[{ submissions: number }]>`
    select count(*)::int as submissions from submissions where status not in ('not_sent', 'rejected')`
  expect(row.submissions).toBe(jobs)
  expect((await world.bill()).creations).toBe(jobs)
  await expectNothingTwice(world)
}

/** Every job of a journey has a prompt of its own. */
async function expectNothingTwice(world: JourneyWorld): Promise<void> {
  const tasks = await world.tasks()
  expect(new Set(tasks.map(({ prompt }) => prompt)).size).toBe(tasks.length)
}

async function expectSameHashes(world: JourneyWorld, ids: readonly JobId[]): Promise<void> {
  const made = new Map((await world.tasks()).map((task) => [task.id, task.sha256]))
  for (const job of await world.jobs(ids)) {
    expect(job.clip?.sha256).toBe(made.get(job.submission?.taskId ?? ''))
  }
}

async function expectContiguousEvents(world: JourneyWorld): Promise<void> {
  const broken = await world.db.sql`
    select j.id from jobs j join job_events e on e.job_id = j.id and e.job_created_on = j.created_on
    group by j.id, j.last_seq having count(*) <> j.last_seq or max(e.seq) <> j.last_seq`
  expect(broken).toHaveLength(0)
}

async function sendingCount(world: JourneyWorld): Promise<number> {
  const [row] = await world.db.sql<[{ count: number }]>`
    select count(*)::int as count from submissions where status = 'sending'`
  return row.count
}

async function workersLeft(world: JourneyWorld): Promise<number> {
  const [row] = await world.db.sql<[{ count: number }]>`select count(*)::int as count from worker_heartbeats`
  return row.count
}
