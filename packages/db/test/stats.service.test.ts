// However jobs come and go, and whoever counts when: what was summed up equals what the rows say.
import { type Job, ledgerSides } from '@reelkeep/core'
import { aClip, aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addUpSixHours,
  adminOwnerId,
  countMarkedSpans,
  countMinutesAhead,
  countQuartersAhead,
  type Database,
  dropOldMinutes,
  foldQueueSamples,
  isFineStep,
  isWallStep,
  listSteps,
  readJobSeries,
  readQueueSeries,
  readSpendSeries,
  type StatStep,
  sampleQueue,
} from '../src/index.ts'
import { seeded } from './random-event.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const daysMs = 4 * 86_400_000
/** Half an hour off the hour, so that neither quarters nor six hours begin where UTC's do. */
const timeZone = 'Asia/Kolkata'
const zoneMs = 5.5 * 3_600_000
const upstreams = ['one', 'two']
const models = ['small', 'large']

async function countAll(db: Database): Promise<void> {
  while (await countMinutesAhead(db));
  while (await countQuartersAhead(db));
  while (await countMarkedSpans(db));
  while (await addUpSixHours(db, timeZone));
}

/** Jobs that were made, ended, taken up again and billed at any moment of the last days, while others count. */
async function stir(db: Database, random: () => number): Promise<void> {
  const pick = <Choice>(choices: readonly Choice[]) =>
    choices[Math.floor(random() * choices.length)] as Choice
  const moment = (after: Date) =>
    new Date(after.getTime() + (Date.now() - 30_000 - after.getTime()) * random())
  const failed: Job[] = []
  for (let round = 0; round < 120; round += 1) {
    const createdAt = moment(new Date(Date.now() - daysMs))
    const submittedAt = moment(createdAt)
    const renderedAt = moment(submittedAt)
    const finishedAt = moment(renderedAt)
    const state = pick(['archived', 'archived', 'failed', 'canceled', 'queued'] as const)
    const job = await insertJob(
      db,
      aJob({
        upstream: pick(upstreams),
        model: pick(models),
        state,
        createdAt,
        polls: Math.floor(random() * 9),
        ...(state === 'archived'
          ? {
              submittedAt,
              renderedAt,
              finishedAt,
              clip: aClip({ key: `clip-${random()}`, bytes: 1 + round }),
            }
          : {}),
        ...(state === 'failed' ? { finishedAt, reason: pick(['moderated', 'rejected'] as const) } : {}),
        ...(state === 'canceled' ? { finishedAt } : {}),
      }),
    )
    if (state === 'failed') failed.push(job)
    if (state === 'archived') await book(db, job, 'charged', random() < 0.3 ? null : 1 + round, renderedAt)
    if (random() < 0.3) await book(db, job, 'contingent', 5, createdAt)
    const again = random() < 0.3 ? failed.pop() : undefined
    if (again) {
      // Taken up again, and then it fails once more, at a moment that is long counted.
      await db.sql`
        update jobs set state = 'queued', reason = null, failure = null, finished_at = null, due_at = now() where id = ${again.id}`
      if (random() < 0.7) {
        await db.sql`
          update jobs set state = 'canceled', reason = 'by_user', due_at = null, finished_at = ${moment(again.createdAt)}
          where id = ${again.id}`
      }
    }
    if (random() < 0.2) {
      const [open] = await db.sql<{ id: string }[]>`
        select job_id as id from ledger_entries where kind = 'charged' and ticks is null order by random() limit 1`
      if (open) await adjust(db, open.id)
    }
    if (random() < 0.15) {
      await Promise.all([countQuartersAhead(db), countMarkedSpans(db), countMinutesAhead(db)])
    }
    if (random() < 0.1) await Promise.all([addUpSixHours(db, timeZone), countMarkedSpans(db)])
  }
}

async function book(
  { sql }: Database,
  job: Job,
  kind: 'charged' | 'contingent',
  ticks: number | null,
  at: Date,
): Promise<void> {
  const { debit, credit } = ledgerSides[kind]
  const source = ticks === null ? 'unknown' : ticks % 2 === 0 ? 'metered' : 'estimated'
  await sql`
    insert into ledger_entries (charge_key, job_id, owner_id, submission_id, upstream, model, kind, debit, credit, ticks,
      source, at)
    values (${crypto.randomUUID()}, ${job.id}, ${job.ownerId}, ${job.submission?.id ?? null}, ${job.upstream}, ${job.model},
      ${kind}, ${debit}, ${credit}, ${ticks}, ${source}, ${at})`
}

/** A bill makes an amount known, now. */
async function adjust({ sql }: Database, jobId: string): Promise<void> {
  await sql`
    insert into ledger_entries (charge_key, job_id, owner_id, submission_id, upstream, model, kind, debit, credit, ticks, source)
    select ${crypto.randomUUID()}, job_id, owner_id, submission_id, upstream, model, 'adjusted', 'spent', 'upstream', 3, 'metered'
    from ledger_entries where job_id = ${jobId} and kind = 'charged'`
}

type JobSums = {
  created: number
  archived: number
  failed: number
  canceled: number
  bytes: number
  polls: number
  reasons: Record<string, number>
  codes: Record<number, number>
}

const minuteOf = (at: Date) => Math.floor(at.getTime() / minuteMs) * minuteMs
const quarterOf = (at: Date) => Math.floor(at.getTime() / quarterMs) * quarterMs
const sixHoursOf = (at: Date) =>
  Math.floor((at.getTime() + zoneMs) / (24 * quarterMs)) * 24 * quarterMs - zoneMs

/** Counted here, from the rows one by one, between two moments. */
async function recount(
  { sql }: Database,
  spanOf: (at: Date) => number,
  countedTo: Date,
  countedFrom = new Date(0),
): Promise<Record<string, JobSums>> {
  const rows = await sql<
    {
      upstream: string
      model: string
      state: string
      reason: string | null
      polls: number
      created_at: Date
      submitted_at: Date | null
      rendered_at: Date | null
      finished_at: Date | null
      bytes: bigint | null
    }[]
  >`select j.*, c.bytes from jobs j left join clips c on c.job_id = j.id`
  const sums: Record<string, JobSums> = {}
  const at = (moment: Date, { upstream, model }: { upstream: string; model: string }) => {
    const key = `${new Date(spanOf(moment)).toISOString()} ${upstream} ${model}`
    sums[key] ??= {
      created: 0,
      archived: 0,
      failed: 0,
      canceled: 0,
      bytes: 0,
      polls: 0,
      reasons: {},
      codes: {},
    }
    return sums[key]
  }
  for (const job of rows) {
    if (job.created_at >= countedFrom && job.created_at < countedTo) at(job.created_at, job).created += 1
    if (job.finished_at === null || job.finished_at < countedFrom || job.finished_at >= countedTo) continue
    const sum = at(job.finished_at, job)
    sum[job.state as 'archived' | 'failed' | 'canceled'] += 1
    if (job.reason !== null) sum.reasons[job.reason] = (sum.reasons[job.reason] ?? 0) + 1
    if (job.state !== 'archived' || job.submitted_at === null || job.rendered_at === null) continue
    sum.bytes += Number(job.bytes)
    sum.polls += job.polls
    const latencies = [
      [job.created_at, job.submitted_at],
      [job.submitted_at, job.rendered_at],
      null,
      [job.rendered_at, job.finished_at],
      [job.created_at, job.finished_at],
    ] as const
    for (const [place, ends] of latencies.entries()) {
      if (ends === null) continue
      const ms = ends[1].getTime() - ends[0].getTime()
      const code = place * 256 + (ms < 1 ? 0 : Math.min(160, 1 + Math.floor(Math.log(ms) / Math.log(1.2))))
      sum.codes[code] = (sum.codes[code] ?? 0) + 1
    }
  }
  return sums
}

async function summedUp({ sql }: Database, span: string): Promise<Record<string, JobSums>> {
  const rows = await sql<
    (Omit<JobSums, 'codes' | 'bytes' | 'polls'> & {
      at: Date
      upstream: string
      model: string
      bytes: bigint
      polls: bigint
      codes: number[]
      counts: number[]
    })[]
  >`select * from job_stats where span = ${span} order by at, upstream, model`
  return Object.fromEntries(
    rows.map(({ at, upstream, model, created, archived, failed, canceled, reasons, ...row }) => [
      `${at.toISOString()} ${upstream} ${model}`,
      {
        created,
        archived,
        failed,
        canceled,
        reasons,
        bytes: Number(row.bytes),
        polls: Number(row.polls),
        codes: Object.fromEntries(row.codes.map((code, place) => [code, row.counts[place] ?? 0])),
      },
    ]),
  )
}

async function seriesOf(db: Database, step: StatStep, from: Date, to: Date) {
  const steps = await listSteps(db, { from, to, step, timeZone })
  const wish = {
    ownerId: adminOwnerId,
    upstream: null,
    model: null,
    steps,
    to,
    isFine: isFineStep(step),
    isByWall: isWallStep(step),
    timeZone,
  }
  return { jobs: await readJobSeries(db, wish), spend: await readSpendSeries(db, wish), wish }
}

describe('the sums', () => {
  test.each([1, 2, 3])('equal the rows exactly after random history %i, span by span', async (seed) => {
    const { db } = database
    await stir(db, seeded(seed))
    await countAll(db)
    const [progress] = await db.sql<
      [{ counted_to: Date; six_hours_to: Date; minutes_from: Date; minutes_to: Date }]
    >`select * from stats_progress`
    expect(Date.now() - progress.minutes_to.getTime()).toBeLessThan(7 * minuteMs)
    expect(await summedUp(db, '1m')).toEqual(
      await recount(db, minuteOf, progress.minutes_to, progress.minutes_from),
    )
    expect(Date.now() - progress.counted_to.getTime()).toBeLessThan(21 * minuteMs)
    expect(await summedUp(db, '15m')).toEqual(await recount(db, quarterOf, progress.counted_to))
    expect(await summedUp(db, '6h')).toEqual(await recount(db, sixHoursOf, progress.six_hours_to))
    expect(
      await db.sql`
        select * from stats_marks where span <> '1m' and at < ${progress.counted_to}
          or span = '1m' and at >= ${progress.minutes_from} and at < ${progress.minutes_to}`,
    ).toEqual([])
  })

  test('give the same series as the rows, at every step, for jobs and for money', async () => {
    const { db } = database
    const to = new Date()
    const from = new Date(Math.floor((to.getTime() - daysMs + zoneMs) / 86_400_000) * 86_400_000 - zoneMs)
    const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
    const inAll = async (step: StatStep) => {
      const { jobs, spend } = await seriesOf(db, step, from, to)
      return {
        created: total(jobs.map((figures) => figures.created)),
        archived: total(jobs.map((figures) => figures.archived)),
        moderated: total(jobs.map((figures) => figures.byReason.moderated ?? 0)),
        bytes: total(jobs.map((figures) => Number(figures.bytes))),
        latencies: total(jobs.flatMap((figures) => [...figures.latencies.values()])),
        metered: total(spend.map((figures) => Number(figures.meteredTicks ?? 0n))),
        estimated: total(spend.map((figures) => Number(figures.estimatedTicks ?? 0n))),
        contingent: total(spend.map((figures) => Number(figures.contingentTicks ?? 0n))),
        unknown: total(spend.map((figures) => figures.unknown)),
      }
    }
    const fromSums = await inAll('5m')
    const [{ was }] = await db.sql<[{ was: Date }]>`
      update stats_progress set minutes_to = minutes_from from (select minutes_to as was from stats_progress) p
      returning p.was`
    const fromRows = await inAll('5m')
    await db.sql`update stats_progress set minutes_to = ${was}`
    expect(fromSums).toEqual(fromRows)
    expect(fromRows.archived).toBeGreaterThan(100)
    expect(fromRows.unknown).toBeGreaterThan(0)
    for (const step of ['15m', '1h', '6h', '1d'] as const) {
      expect([step, await inAll(step)]).toEqual([step, fromRows])
    }
  })

  test('hold each amount once in spend_stats, of which code from before there were minutes reads every row', async () => {
    const { db } = database
    const [sums] = await db.sql`
      select sum(s.contingent_ticks)::integer as contingent, sum(s.unknown)::integer as unknown
      from spend_stats s, stats_progress p where s.at < p.counted_to`
    const [rows] = await db.sql`
      select sum(e.ticks) filter (where e.kind = 'contingent')::integer as contingent,
        count(*) filter (where e.kind = 'charged' and e.ticks is null and not exists (select from ledger_entries a
          where a.submission_id = e.submission_id and a.kind = 'adjusted'))::integer as unknown
      from ledger_entries e, stats_progress p where e.at < p.counted_to`
    expect(sums).toEqual(rows)
    expect(rows?.contingent).toBeGreaterThan(0)
  })

  test('are the same again when all of the past is counted anew, also where days begin elsewhere', async () => {
    const { db } = database
    const quarters = await summedUp(db, '15m')
    await addUpSixHours(db, 'America/New_York')
    const [elsewhere] = await db.sql`select time_zone from stats_progress`
    expect(elsewhere).toEqual({ time_zone: 'America/New_York' })
    await db.sql`update stats_progress set counted_to = null, six_hours_to = null`
    await countAll(db)
    const [progress] = await db.sql<[{ six_hours_to: Date }]>`select * from stats_progress`
    expect(await summedUp(db, '15m')).toMatchObject(quarters)
    expect(await summedUp(db, '6h')).toEqual(await recount(db, sixHoursOf, progress.six_hours_to))
  })
})

test('minutes are dropped when nobody reads them any more, and counted from where they are read after a pause', async () => {
  const { db } = database
  const kept = await summedUp(db, '1m')
  await db.sql`
    insert into job_stats select '1m', now() - interval '27 hours', owner_id, upstream, model, created, archived, failed,
      canceled, reasons, bytes, polls, codes, counts from job_stats where span = '1m' limit 1`
  await db.sql`insert into stats_marks (span, at) values ('1m', now() - interval '27 hours')`
  await dropOldMinutes(db)
  expect(await summedUp(db, '1m')).toEqual(kept)
  expect(await db.sql`select * from stats_marks where at < now() - interval '26 hours'`).toEqual([])
  await db.sql`update stats_progress set minutes_from = now() - interval '9 days', minutes_to = now() - interval '8 days'`
  await countAll(db)
  const [progress] = await db.sql<[{ minutes_from: Date }]>`select minutes_from from stats_progress`
  expect(Date.now() - progress.minutes_from.getTime()).toBeLessThan(25 * 60 * minuteMs + minuteMs)
  expect(await summedUp(db, '1m')).toMatchObject(kept)
})

describe('the queue', () => {
  test('is looked at minute by minute, and old looks leave the most of each quarter hour', async () => {
    await using own = await createTestDatabase()
    const { db } = own
    const dueAt = new Date(Date.now() - 10 * minuteMs)
    await insertJob(db, aJob({ upstream: 'one', state: 'queued', dueAt }))
    await insertJob(db, aJob({ upstream: 'one', state: 'queued', dueAt: null, waitingFor: 'pause' }))
    await sampleQueue(db)
    const read = async (from: Date) => {
      const { wish } = await seriesOf(db, '15m', from, new Date(Date.now() + minuteMs))
      return readQueueSeries(db, wish)
    }
    const [now] = await read(new Date(Date.now() - quarterMs))
    expect(now).toMatchObject({ queued: 2 })
    expect(now?.oldestMs).toBeGreaterThan(9.9 * minuteMs)
    expect(now?.oldestMs).toBeLessThan(11 * minuteMs)
    const quarter = new Date(quarterOf(new Date(Date.now() - 3 * 86_400_000)))
    for (const minute of [0, 3, 14]) {
      await db.sql`
        insert into queue_samples (at, owner_id, upstream, model, queued, oldest_ms)
        values (${new Date(quarter.getTime() + minute * minuteMs)}, ${adminOwnerId}, 'one', 'small', ${minute + 1}, ${9 - minute})`
    }
    expect(await foldQueueSamples(db)).toBe(2)
    const [old] = await db.sql`
      select at, queued, oldest_ms::integer as oldest from queue_samples where at < now() - interval '2 days'`
    expect(old).toEqual({ at: quarter, queued: 15, oldest: 9 })
  })
})
