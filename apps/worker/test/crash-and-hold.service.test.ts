import type { Job, UpstreamRules } from '@reelkeep/core'
import { aJob, insertJob, waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { expireHolds } from '../src/expire-holds.ts'
import { prepareGates } from '../src/gates.ts'
import { openWorld } from '../src/open-world.ts'
import { runStep } from '../src/run-step.ts'
import { pollStep } from '../src/steps/poll.ts'
import { submitStep } from '../src/steps/submit.ts'
import { openJourneyWorld, upstreamName } from './journey-world.ts'
import { openStage } from './stage.ts'

const never = new AbortController().signal

describe('a message that comes round again', () => {
  it('counts a crash, is done with, and the third time sets its job aside unsent', async () => {
    await using stage = await openStage()
    const job = await stage.anIntent()
    const rings: number[] = []
    const world = { ...stage.world, wake: async () => void rings.push(1) }
    await stage.loseAWorker()
    for (const crashes of [1, 2, 3]) {
      const { version } = await stage.read(job)
      const lost = { id: job.id, version, isRedelivered: true }
      expect(await runStep(submitStep, lost, never, world)).toBe('done')
      // A worker that only hung, and the same message once more, find the row gone on.
      expect(await runStep(submitStep, { id: job.id, version }, never, world)).toBe('done')
      expect(await stage.read(job)).toMatchObject({ crashes, version: version + 1 })
    }
    expect(await stage.read(job)).toMatchObject({
      state: 'failed',
      reason: 'crashed',
      reservedTicks: 0n,
      submission: { status: 'not_sent' },
      failure: { step: 'submit', charged: 'no' },
    })
    expect(await stage.eventKinds(job)).toEqual(['worker-lost', 'worker-lost', 'job-failed'])
    expect(rings).toHaveLength(2)
    expect(await stage.creations()).toBe(0)
  })

  it('is no crash while every worker gives signs of life, however often the queue store was away', async () => {
    await using stage = await openStage()
    const { world } = stage
    const row = { upstream: upstreamName, state: 'rendering', version: 5, lastSeq: 3 } as const
    const job = await insertJob(stage.db, aJob(row))
    await stage.loseAWorker('20 minutes')
    for (const version of [5, 6, 7]) {
      expect(await runStep(pollStep, { id: job.id, version, isRedelivered: true }, never, world)).toBe('done')
      expect(await stage.read(job)).toMatchObject({ state: 'rendering', version: version + 1, crashes: 0 })
    }
    expect(await stage.eventKinds(job)).not.toContain('worker-lost')
  })

  it('finds a POST that may be on its way untouched', async () => {
    await using stage = await openStage({ holdsAnswers: true })
    const job = await stage.anIntent()
    const sending = runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    const again = { id: job.id, version: job.version + 1, isRedelivered: true }
    await waitUntil(async () => (await stage.read(job)).submission?.status === 'sending', {
      what: 'the POST',
    })
    expect(await runStep(submitStep, again, never, stage.world)).toBe('done')
    stage.letAnswersThrough()
    await sending
    expect(await stage.read(job)).toMatchObject({ state: 'rendering', crashes: 0 })
    expect(await stage.creations()).toBe(1)
  })
})

it('a job on its last life waits while another is in hand, and is in hand alone', async () => {
  await using stage = await openStage()
  const { world } = stage
  const row = { upstream: upstreamName, state: 'rendering', version: 5, lastSeq: 3, crashes: 2 } as const
  const job = await insertJob(stage.db, aJob(row))
  await stage.db.sql`update jobs set crashes = 2 where id = ${job.id}`
  const message = { id: job.id, version: 5 }
  world.lastLives.add('job_other' as Job['id'])
  expect(await runStep(pollStep, message, never, world)).toEqual({ againInMs: 1_000 })
  expect(await stage.read(job)).toMatchObject({ version: 5, crashes: 2 })
  world.lastLives.clear()
  expect(await runStep(pollStep, message, never, world)).toBe('done')
  expect(await stage.read(job)).toMatchObject({ version: 6, crashes: 0, polls: 1 })
  expect(world.lastLives.size).toBe(0)
})

describe('a hold that has expired', () => {
  it('is resubmitted out of the daily allowance, which two workers cannot pass, and told where it is not', async () => {
    await using workers = await twoWorkers({
      onUnconfirmed: 'resubmit',
      resubmitMaxTicks: 500_000_000n,
      resubmitDailyTicks: 500_000_000n,
    })
    const jobs = await workers.doubts(3)
    for (let turn = 0; turn < 3; turn += 1) await workers.expire()
    const states = (await workers.read(jobs)).map(({ state }) => state).sort()
    expect(states).toEqual(['queued', 'unconfirmed', 'unconfirmed'])
    expect(await workers.lines()).toEqual(['policy-held', 'policy-held', 'submission-resubmitted'])
    expect(await workers.audits()).toMatchObject([
      {
        actor: 'system',
        action: 'submission-resubmitted',
        reason: expect.stringContaining('on_unconfirmed'),
      },
    ])
    const atRisk = (await workers.read(jobs)).map(({ contingentTicks }) => contingentTicks)
    expect(atRisk).toEqual([500_000_000n, 500_000_000n, 500_000_000n])
  })

  it('is written off, and audited, where the policy is to fail', async () => {
    await using workers = await twoWorkers({ onUnconfirmed: 'fail' })
    const jobs = await workers.doubts(1)
    await workers.expire()
    expect(await workers.read(jobs)).toMatchObject([
      { state: 'failed', reason: 'written_off', contingentTicks: 500_000_000n, reservedTicks: 0n },
    ])
    expect(await workers.audits()).toMatchObject([
      { actor: 'system', action: 'submission-written-off', target: jobs[0]?.id },
    ])
  })
})

async function twoWorkers(policy: Partial<UpstreamRules>) {
  const journey = await openJourneyWorld()
  const upstreams = journey.config.upstreams.map((settings) => ({
    ...settings,
    rules: { ...settings.rules, unconfirmedHoldMs: 1_000, ...policy },
  }))
  const opened = [
    await openWorld({ ...journey.config, upstreams }),
    await openWorld({ ...journey.config, upstreams }),
  ]
  const [{ world, db }] = opened as [Awaited<ReturnType<typeof openWorld>>]
  await prepareGates(db, world.upstreams.values(), world.log)
  return {
    doubts: async (count: number) => {
      const jobs: Job[] = []
      for (let number = 0; number < count; number += 1) {
        jobs.push(
          await insertJob(db, aJob({ upstream: upstreamName, state: 'unconfirmed', version: 4, lastSeq: 4 })),
        )
      }
      await db.sql`update submissions set unknown_at = now() - interval '1 minute'`
      await db.sql`update jobs set contingent_ticks = 500000000, quoted_ticks = 500000000`
      return jobs
    },
    expire: () => Promise.all(opened.map((each) => expireHolds(each.db, each.world))),
    read: (jobs: readonly Job[]) => journey.jobs(jobs.map(({ id }) => id)),
    lines: async () => {
      const rows = await db.sql<{ kind: string }[]>`
        select kind from job_events where kind in ('policy-held', 'submission-resubmitted') order by kind`
      return rows.map(({ kind }) => kind)
    },
    audits: () => db.sql`select actor, action, target, reason from audit_entries order by id`,
    [Symbol.asyncDispose]: async () => {
      for (const each of opened) {
        await each.close()
        await each.db.close()
      }
      await journey[Symbol.asyncDispose]()
    },
  }
}
