// Fifty workers against caps of batches, keys and days. `CAP_RUNS=100` makes a hundred runs; each prints its seed, and
// `CAP_SEED=n` with one run makes its wishes again (how the races fall is the machine's).
import { randomInt, randomUUID } from 'node:crypto'
import { decide, type Job, type JobId, type Ticks } from '@reelkeep/core'
import { aJob, createTestDatabase, insertBatch, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  adminOwnerId,
  admitJobs,
  type Database,
  ensureGates,
  loadJobs,
  newAccountId,
  newKeyId,
  saveDecisions,
  setGate,
} from '../src/index.ts'
import { randomEvent, seeded } from './random-event.ts'
import { disagreements, openRacers, rules, submissionIds, wrongLedgers } from './world.ts'

const runs = Number(process.env.CAP_RUNS ?? 2)
const firstSeed = Number(process.env.CAP_SEED ?? randomInt(1_000_000))
const workers = 50
const actionsPerWorker = 8
const slots = 30
const keySlots = 7
const unit = 100_000_000n

let database: TestDatabase
let racers: Database[]
let closeRacers: () => Promise<void>
beforeAll(async () => {
  database = await createTestDatabase()
  const opened = openRacers(database.url, workers)
  racers = opened.racers
  closeRacers = opened.close
})
afterAll(async () => {
  await closeRacers()
  await database[Symbol.asyncDispose]()
})

test.each(Array.from({ length: runs }, (_, index) => firstSeed + index))(
  'fifty workers pass no cap of a batch, a key or a day, seed %i',
  { timeout: 120_000 },
  async (seed) => {
    const { db } = database
    const random = seeded(seed)
    const world = await buildWorld(db, seed, random)
    const watch = watchCaps(db, world)
    try {
      await Promise.all(racers.map((racer, index) => work(racer, world, seeded(seed * 100 + index))))
    } finally {
      await watch.stop()
    }
    const late = await settleAll(db, world, random)
    expect(late.passed).toEqual([])
    expect(watch.passed).toEqual([])
    expect(await disagreements(db)).toEqual([])
    expect(await wrongLedgers(db)).toEqual([])
    const [sums] = await db.sql<[{ sent: number; held: number }]>`
      select count(*) filter (where state = 'queued')::int as held, sum(submissions)::int as sent
      from jobs where upstream = any(${world.upstreams}::text[])`
    // A run in which no cap was ever met would show nothing. Charges below the quotes may give money back at the end.
    expect(watch.met()).toBeGreaterThan(0)
    if (process.env.CAP_RUNS !== undefined) {
      process.stdout.write(
        `cap run ${seed}: ${world.charges}, ${sums.sent} submissions, ${sums.held} kept waiting, ${watch.met()} of ${world.accountIds.length} caps met, ${watch.looks()} looks\n`,
      )
    }
  },
)

type CapWorld = {
  readonly upstreams: string[]
  readonly jobIds: JobId[]
  readonly accountIds: string[]
  readonly limitedKey: string
  readonly charges: 'within the quotes' | 'up to 1.5 times the quotes'
}

async function buildWorld(db: Database, seed: number, random: () => number): Promise<CapWorld> {
  const upstreams = [`near-${seed}`, `far-${seed}`]
  await ensureGates(
    db,
    upstreams.map((upstream) => ({ upstream, maxInFlight: slots, requestsPerMinute: 60_000 })),
  )
  await db.sql`update upstream_gates set tokens = 1000 where upstream = any(${upstreams}::text[])`
  const capped = await insertKey(db, { total: between(random, 60, 120), day: between(random, 50, 110) })
  const limited = await insertKey(db, { day: between(random, 60, 100), maxInFlight: keySlots })
  const free = await insertKey(db, {})
  const batches = [
    await insertBatch(db, { budgetTicks: between(random, 20, 60) }),
    await insertBatch(db, { budgetTicks: between(random, 20, 60) }),
    await insertBatch(db),
  ]
  const keys = [capped, limited, free]
  const jobIds: JobId[] = []
  for (let index = 0; index < 90; index += 1) {
    const batchId = batches[Math.floor(random() * 4)]?.id ?? null
    const isPriced = random() < 0.9
    const price = unit * BigInt(1 + Math.floor(random() * 10))
    const keyId = keys[Math.floor(random() * keys.length)] ?? free
    const upstream = upstreams[index % 2] ?? ''
    const job = await insertJob(db, aJob({ upstream, batchId, quotedTicks: isPriced ? price : null }), {
      keyId,
      priority: Math.floor(random() * 10),
    })
    if (!isPriced) await db.sql`update jobs set max_price_ticks = ${price} where id = ${job.id}`
    jobIds.push(job.id)
  }
  // Made by the first claim of the day, so that its making is raced for as well.
  const dayAccounts = async () =>
    db.sql<{ id: string }[]>`select id from accounts
      where key_id = any(${keys}::text[]) or batch_id = any(${batches.map(({ id }) => id)}::text[])`
  await admitJobs(db, { ...admission(upstreams[0] ?? ''), submissionIds: submissionIds(1) })
  const accounts = await dayAccounts()
  return {
    upstreams,
    jobIds,
    accountIds: accounts.map(({ id }) => id),
    limitedKey: limited,
    charges: seed % 2 === 0 ? 'within the quotes' : 'up to 1.5 times the quotes',
  }
}

function between(random: () => number, from: number, to: number): Ticks {
  return unit * BigInt(from + Math.floor(random() * (to - from)))
}

async function insertKey(
  { sql }: Database,
  caps: { readonly total?: Ticks; readonly day?: Ticks; readonly maxInFlight?: number },
): Promise<string> {
  const id = newKeyId()
  await sql`
    insert into api_keys (id, owner_id, name, day_cap_ticks, max_in_flight)
    values (${id}, ${adminOwnerId}, ${id}, ${caps.day ?? null}, ${caps.maxInFlight ?? null})`
  if (caps.total !== undefined) {
    await sql`
      insert into accounts (id, owner_id, kind, key_id, cap_ticks)
      values (${newAccountId()}, ${adminOwnerId}, 'key', ${id}, ${caps.total})`
  }
  return id
}

function admission(upstream: string) {
  return { upstream, workerId: 'w', maxInFlight: slots, requestsPerMinute: 60_000 }
}

async function work(racer: Database, world: CapWorld, random: () => number): Promise<void> {
  for (let action = 0; action < actionsPerWorker; action += 1) {
    if (random() < 0.45) {
      const upstream = world.upstreams[Math.floor(random() * 2)] ?? ''
      const submissions = submissionIds(1 + Math.floor(random() * 4))
      await admitJobs(racer, { ...admission(upstream), submissionIds: submissions })
    } else {
      const some = world.jobIds.filter(() => random() < 0.15)
      await moveOn(racer, some, world, random)
    }
    await openGates(racer, world)
  }
}

async function moveOn(db: Database, ids: readonly JobId[], world: CapWorld, random: () => number) {
  const jobs = await loadJobs(db, ids)
  const saves = jobs.flatMap((job) => {
    // Nobody cancels: what waits for money has to go on waiting.
    if (job.state === 'queued') return []
    const event = randomEvent(job, random, (billed) => billOf(billed, world, random))
    const verdict = decide(job, event, { now: new Date(), rules, jitter: random() })
    return verdict.outcome === 'decided' ? [{ job, decision: verdict.decision, saveId: randomUUID() }] : []
  })
  const outcomes = await saveDecisions(db, saves)
  expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toEqual([])
}

/** Under, at or, in every second run, above what was reserved; now and then nothing is said. */
function billOf(job: Job, { charges }: CapWorld, random: () => number): Ticks | null {
  const dice = random()
  if (dice < 0.1) return null
  if (dice < 0.4) return job.reservedTicks / 2n
  if (dice < 0.7 || charges === 'within the quotes') return job.reservedTicks
  return (job.reservedTicks * 3n) / 2n
}

/** Nothing here is about gates: what storms close is opened again. */
async function openGates(db: Database, { upstreams }: CapWorld): Promise<void> {
  const shut = await db.sql<{ upstream: string }[]>`
    select upstream from upstream_gates
    where upstream = any(${upstreams}::text[]) and (closed_reason is not null or not_before is not null)`
  for (const { upstream } of shut) await setGate(db, upstream, { reopened: true })
  await db.sql`update upstream_gates set tokens = 100 where upstream = any(${upstreams}::text[]) and tokens < 5`
}

/** Looks at every cap again and again while the workers race. */
function watchCaps(db: Database, world: CapWorld) {
  const passed: object[] = []
  const met = new Set<string>()
  let looks = 0
  let isStopped = false
  const looking = (async () => {
    while (!isStopped) {
      passed.push(...(await passedCaps(db, world)))
      for (const { id } of await metCaps(db, world)) met.add(id)
      looks += 1
    }
  })()
  return {
    passed,
    looks: () => looks,
    met: () => met.size,
    stop: async () => {
      isStopped = true
      await looking
    },
  }
}

/** Caps that could not pay the dearest job at this moment. */
async function metCaps({ sql }: Database, { accountIds }: CapWorld) {
  return sql<{ id: string }[]>`
    select id from accounts where id = any(${accountIds}::text[])
      and cap_ticks - reserved_ticks - charged_ticks - contingent_ticks < ${10n * unit}`
}

/** With charges above the quotes a cap may be passed by what was in flight when it was met, each by half of the dearest. */
async function passedCaps({ sql }: Database, world: CapWorld): Promise<object[]> {
  const inFlightMax = BigInt(slots * world.upstreams.length)
  const leeway = world.charges === 'within the quotes' ? 0n : (inFlightMax * 10n * unit) / 2n
  return sql`
    select kind, cap_ticks, reserved_ticks, charged_ticks, contingent_ticks from accounts
    where id = any(${world.accountIds}::text[])
      and reserved_ticks + charged_ticks + contingent_ticks > cap_ticks + ${leeway}
    union all
    -- A task that was in doubt and turns out to be there takes a slot whether or not there is one.
    select 'in flight of a key', ${BigInt(keySlots)}, count(*), 0, 0 from jobs j
    where j.key_id = ${world.limitedKey} and j.holds_slot and not exists (
      select from job_events e where e.job_id = j.id and e.job_created_on = j.created_on
        and e.kind = 'submission-accepted' and e.detail ->> 'late' = 'true')
    having count(*) > ${keySlots}`
}

/** Brings everything that was sent to an end, without sending more. */
async function settleAll(db: Database, world: CapWorld, random: () => number) {
  for (let round = 0; round < 60; round += 1) {
    const open = await db.sql<{ id: JobId }[]>`
      select id from jobs where upstream = any(${world.upstreams}::text[])
        and state in ('submitting', 'unconfirmed', 'rendering', 'archiving')`
    if (open.length === 0) return { passed: await passedCaps(db, world) }
    await moveOn(
      db,
      open.map(({ id }) => id),
      world,
      random,
    )
    await db.sql`update jobs set due_at = now() where upstream = any(${world.upstreams}::text[]) and state = 'queued'`
  }
  throw new Error('jobs were still open after sixty rounds')
}
