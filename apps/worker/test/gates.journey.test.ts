// What closes or slows a gate stops creates only, spends nobody's attempt, and passes by itself or by a person's word.
import { type Gate, readGates, setGate } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld, upstreamName } from './journey-world.ts'

async function gateOf(world: JourneyWorld): Promise<Gate> {
  const [gate] = await readGates(world.db, upstreamName)
  if (gate === undefined) throw new Error('no gate')
  return gate
}

/** From now on the simulator answers this share of creates so. */
async function answerCreates(world: JourneyWorld, scenario: string, rate: number): Promise<void> {
  const answer = await fetch(`${world.simulator.url}/console/scenarios`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ [scenario]: rate }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

async function expectNoAttemptBurned(world: JourneyWorld, jobs: number): Promise<void> {
  expect(await world.states()).toEqual({ archived: jobs })
  expect(await world.db.sql`select id from jobs where retries > 0`).toHaveLength(0)
  expect((await world.bill()).creations).toBe(jobs)
}

describe('rate limits', () => {
  it('slow creates down, and the whole rate comes back when they are over', async () => {
    await using world = await openJourneyWorld({
      speed: 200,
      simulator: { scenarios: { rate_limited: 1 } },
    })
    await world.addJobs(15)
    await world.startWorker()
    await waitUntil(async () => (await gateOf(world)).rateCut < 0.5, { what: 'a cut below a half' })
    expect((await world.bill()).creations).toBe(0)
    await answerCreates(world, 'rate_limited', 0)
    expect(await world.waitUntilSettled()).toEqual({ archived: 15 })
    await expectNoAttemptBurned(world, 15)
    await waitUntil(async () => (await gateOf(world)).rateCut === 1, { what: 'the whole rate' })
  })
})

describe('a refused account', () => {
  it('closes the gate, and a person opens it', async () => {
    // A probe would be due only after fifteen seconds.
    await using world = await openJourneyWorld({ speed: 20, simulator: { scenarios: { unauthorized: 1 } } })
    await world.addJobs(6)
    await world.startWorker()
    await waitUntil(async () => (await gateOf(world)).closedKind === 'account', { what: 'a closed gate' })
    // Those that were on their way when it closed are refused as well, if they are given the time.
    await waitUntil(async () => (await world.states()).queued === 6, { what: 'every job back in line' })
    await answerCreates(world, 'unauthorized', 0)
    await setGate(world.db, upstreamName, { paused: false, reopened: true })
    await waitUntil(async () => (await world.states()).rendering === 6, {
      what: 'every job sent',
    })
    await world.waitUntilSettled()
    await expectNoAttemptBurned(world, 6)
  })

  it('closes the gate, and a single job that is accepted opens it', async () => {
    await using world = await openJourneyWorld({ speed: 200, simulator: { scenarios: { unauthorized: 1 } } })
    await world.addJobs(6)
    await world.startWorker()
    await waitUntil(async () => (await gateOf(world)).closedKind === 'account', { what: 'a closed gate' })
    await answerCreates(world, 'unauthorized', 0)
    expect(await world.waitUntilSettled()).toEqual({ archived: 6 })
    await expectNoAttemptBurned(world, 6)
    expect(await gateOf(world)).toMatchObject({ closedKind: null, probeAt: null })
  })
})

describe('a burst of lost submissions', () => {
  it('closes the gate before the backlog is lost with it', async () => {
    await using world = await openJourneyWorld({
      speed: 20,
      maxInFlight: 5,
      simulator: { scenarios: { lost_reply: 1 } },
    })
    await world.addJobs(40)
    await world.startWorker()
    await waitUntil(async () => (await gateOf(world)).closedKind === 'breaker', { what: 'a closed gate' })
    await answerCreates(world, 'lost_reply', 0)
    const states = await waitUntil(
      async () => {
        const present = await world.states()
        return present.submitting ? null : present
      },
      { what: 'no POST under way' },
    )
    // Four close it; at most as many more as there were slots had been sent by then.
    expect(states.unconfirmed).toBeGreaterThanOrEqual(4)
    expect(states.unconfirmed).toBeLessThanOrEqual(9)
  })
})

describe.each([
  ['paused by a person', 'paused = true'],
  ['closed for want of a key', "closed_kind = 'no_key'"],
  [
    'closed by the account',
    "closed_kind = 'account', probe_wait_s = 3600, probe_at = now() + interval '1 hour'",
  ],
  [
    'closed by the breaker',
    "closed_kind = 'breaker', probe_wait_s = 60, probe_at = now() + interval '1 hour'",
  ],
  ['held after a rate limit', "not_before = now() + interval '1 hour'"],
  ['closed by overdue tasks', 'configured_max_overdue = 0'],
])('a gate that is %s', (_, closing) => {
  it('sends nothing, while what is paid for is polled and archived', async () => {
    await using world = await openJourneyWorld()
    await world.startWorker()
    // Until the gate is shut no poll is asked but one that was saved up, so that tasks are left for afterwards.
    await setGate(world.db, upstreamName, { pollsPerMinute: 0 })
    await world.addJobs(4)
    await waitUntil(
      async () => {
        const { queued = 0, submitting = 0, rendering = 0 } = await world.states()
        return queued + submitting === 0 && rendering >= 3
      },
      { what: 'four tasks' },
    )
    const why = closing.includes('closed_kind')
      ? ", closed_reason = 'as the test says', closed_at = now()"
      : ''
    await world.db.sql.unsafe(`update upstream_gates set ${closing}${why}`)
    await world.addJobs(2)
    await setGate(world.db, upstreamName, { pollsPerMinute: null })
    await waitUntil(async () => (await world.states()).archived === 4, {
      what: 'four clips',
    })
    expect(await world.states()).toEqual({ archived: 4, queued: 2 })
    expect((await world.bill()).creations).toBe(4)
  })
})
