// Rows of the table that are about a client's own doing: what we send, when, with which key, and about which task.
import type { Job } from '@reelkeep/core'
import { readGates } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/index.ts'
import { vendors } from '../journey-upstream.ts'
import { type JourneyWorld, openJourneyWorld } from '../journey-world.ts'

const everyVendor = vendors.map((vendor) => ({ name: vendor, profile: vendor }))
const unlimited = { xaiRequestsPerSecond: null }

describe('what is certain not to have left us', () => {
  it('D1: a refused connection is no submission: the job waits, is not unconfirmed, and costs nothing', async () => {
    // The port is closed by the time somebody connects to it.
    await using world = await openJourneyWorld({
      upstreams: vendors.map((vendor) => ({
        name: vendor,
        profile: vendor,
        baseUrl: 'http://127.0.0.1:1/api',
      })),
    })
    for (const vendor of vendors) await world.addJob(vendor, { prompt: `unsent at ${vendor}` })
    await world.startWorker()
    const unsent = await waitUntil(
      async () => {
        const rows = await world.db.sql<{ upstream: string }[]>`
          select distinct upstream from submissions where status = 'not_sent' order by upstream`
        return rows.length === vendors.length ? rows : null
      },
      { what: 'a POST of each upstream that could not leave' },
    )
    expect(unsent.map(({ upstream }) => upstream)).toEqual([...vendors].sort())
    for (const job of await world.allJobs()) {
      expect(['queued', 'submitting']).toContain(job.state)
      // A price needs no word on what was not made; without one it is known to have cost nothing so far.
      const chargedTicks = job.quotedTicks === null ? 0n : null
      expect(job).toMatchObject({ chargedTicks, contingentTicks: null, retries: 0 })
    }
    const booked = await world.db.sql`select kind from ledger_entries where kind in ('charged', 'contingent')`
    expect(booked).toHaveLength(0)
  })
})

describe('a key that is changed while tasks are out', () => {
  it('D4: a task is polled and fetched with the key that made it, and new ones are made with the new key', async () => {
    await using world = await openJourneyWorld({
      speed: 300,
      upstreams: everyVendor.map((upstream) => ({ ...upstream, apiKey: 'sk-before' })),
      simulator: unlimited,
    })
    const before = await addJobs(world, '[sim:other_key_not_found] [sim:slow_render=4] made before')
    const first = await world.startWorker()
    await waitUntil(async () => (await world.states()).rendering === vendors.length, {
      what: 'a task at every vendor',
    })
    await first.stop()
    const after = await addJobs(world, '[sim:other_key_not_found] made after')
    const rotated = Object.fromEntries(
      vendors.flatMap((vendor) => [
        [`${vendor.toUpperCase()}_API_KEY`, 'sk-after'],
        [`${vendor.toUpperCase()}_API_KEY_PREVIOUS`, 'sk-before'],
      ]),
    )
    await world.startWorker({ upstreams: readConfig({ ...world.environment, ...rotated }).upstreams })
    expect(await world.waitUntilSettled()).toEqual({ archived: vendors.length * 2 })
    const credentialsOf = async (jobs: readonly Job[]) =>
      new Set((await world.jobs(jobs.map(({ id }) => id))).map(({ submission }) => submission?.credentialId))
    expect((await credentialsOf([...before, ...after])).size).toBe(2)
    expect((await credentialsOf(before)).size).toBe(1)
    // Another key was never tried: xAI and the gateways would have answered that there is no such task.
    for (const vendor of vendors) expect((await world.calls(vendor)).poll['404']).toBeUndefined()
  })
})

describe('a rate that the vendor holds us to', () => {
  it('D17: xAI’s one request a second, creates and polls together, is never passed', async () => {
    // So slow that a moment in which this machine is busy is no second of the vendor's.
    await using world = await openJourneyWorld({
      speed: 20,
      upstreams: [{ name: 'xai', profile: 'xai' }],
      simulator: { xaiRequestsPerSecond: 1 },
    })
    for (const scene of [1, 2, 3, 4]) await world.addJob('xai', { prompt: `paced ${scene}` })
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 4 })
    const calls = await world.calls('xai')
    expect(calls.create).toEqual({ '200': 4 })
    expect(calls.poll['429']).toBeUndefined()
  })

  it('D17: a limit that is set too high is found out: the rate is cut, and every job still comes through', async () => {
    await using world = await openJourneyWorld({
      speed: 60,
      upstreams: [
        { name: 'xai', profile: 'xai', settings: { requests_per_minute: 6_000, polls_per_minute: 6_000 } },
      ],
      simulator: { xaiRequestsPerSecond: 1 },
    })
    for (const scene of [1, 2, 3, 4, 5, 6]) {
      await world.addJob('xai', { prompt: `too fast ${scene}` })
    }
    await world.startWorker()
    await waitUntil(async () => (await readGates(world.db)).some(({ rateCut }) => rateCut < 1), {
      what: 'the rate to be cut',
    })
    expect(await world.waitUntilSettled()).toEqual({ archived: 6 })
    const { create } = await world.calls('xai')
    expect(create['200']).toBe(6)
    expect(create['429']).toBeGreaterThan(0)
    for (const { retries } of await world.allJobs()) expect(retries).toBe(0)
  })
})

describe('a second submission of a job', () => {
  it('D21: has a task of its own, asks about that one, and is the only one that is charged', async () => {
    await using world = await openJourneyWorld({
      speed: 600,
      upstreams: everyVendor.map((upstream) => ({ ...upstream, settings: { failed_is_free: true } })),
      simulator: unlimited,
    })
    await addJobs(world, '[sim:failed_first] again')
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: vendors.length })
    const tasks = await world.tasks()
    for (const job of await world.allJobs()) {
      const own = await world.db.sql<{ number: number; status: string; task_id: string }[]>`
        select number, status, task_id from submissions where job_id = ${job.id} order by number`
      expect(own.map(({ status }) => status)).toEqual(['failed', 'finished'])
      const [first, second] = own.map(({ task_id }) => tasks.find(({ id }) => id === task_id))
      expect(first?.id).not.toBe(second?.id)
      expect(job.submission?.taskId).toBe(second?.id)
      expect(job.clip?.sha256).toBe(second?.sha256)
      const charges = await world.db.sql<{ task_id: string; ticks: bigint }[]>`
        select s.task_id, l.ticks from ledger_entries l join submissions s on s.id = l.submission_id
        where l.job_id = ${job.id} and l.kind = 'charged'`
      expect([...charges]).toEqual([{ task_id: second?.id, ticks: BigInt(second?.charged_ticks ?? -1) }])
      expect(first?.charged_ticks).toBe('0')
    }
  })
})

function addJobs(world: JourneyWorld, prompt: string): Promise<Job[]> {
  return Promise.all(vendors.map((vendor) => world.addJob(vendor, { prompt: `${prompt} at ${vendor}` })))
}
