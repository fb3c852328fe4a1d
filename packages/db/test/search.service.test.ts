// What a person searches for among many jobs is what the filter means, newest first and page by page, and none of it is
// found by reading all jobs.
import { createTestDatabase, insertBatch, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  adminKeyId,
  adminOwnerId,
  countJobs,
  type Database,
  everyJob,
  firstJobIdAt,
  type JobFilter,
  listJobs,
} from '../src/index.ts'
import { jobConditions } from '../src/queries/job-conditions.ts'
import { findJobIds } from '../src/queries/search/find-job-ids.ts'

const jobsMade = 20_000
const dayMs = 86_400_000
const days = 60
const newestAt = Date.now()
const at = (daysAgo: number) => new Date(newestAt - daysAgo * dayMs)

let database: TestDatabase
let batchId: string
beforeAll(async () => {
  database = await createTestDatabase()
  const { db } = database
  batchId = (await insertBatch(db, { name: 'autumn films' })).id
  await fill(db)
})
afterAll(() => database[Symbol.asyncDispose]())

/** Evenly over the days, the oldest first; what a job is follows from its number. */
async function fill({ largeSql: sql }: Database): Promise<void> {
  const times = Array.from({ length: jobsMade }, (_, n) => at(days * (1 - (n + 1) / jobsMade)))
  const ids = times.map((time, n) => `${firstJobIdAt(time).slice(0, 14)}${String(n).padStart(16, '0')}`)
  await sql`
    with plan as materialized (
      select id, created_at, n::integer as n, case when n % 20 = 1 then 'failed' when n % 20 = 2 then 'queued' when n % 50 = 3 then 'canceled'
        when n % 500 = 4 then 'rendering' else 'archived' end as state
      from unnest(${ids}::text[], ${times.map((time) => time.toISOString())}::text[]::timestamptz[]) with ordinality
        as given (id, created_at, n)
    ),
    made as (
      insert into jobs (id, owner_id, key_id, created_at, upstream, model, operation, prompt, clip_key, state, reason, failure,
        due_at, submissions, last_seq, version, finished_at, batch_id, batch_row, row_key, custom_id, charged_ticks, overdue,
        mismatch)
      select id, ${adminOwnerId}, ${adminKeyId}, created_at, case when n <= 1000 then 'retired' else 'one' end,
        case when n % 3 = 0 then 'large' else 'small' end, case when n % 400 = 7 then 'edit' else 'generate' end, 'x', id, state,
        case state when 'failed' then case when n % 40 = 1 then 'moderated' else 'rejected' end when 'canceled' then 'by_user' end,
        case when state = 'failed' then '{"charged": "no"}'::jsonb end,
        case when state in ('queued', 'rendering') then created_at end, case when state = 'queued' then 0 else 1 end, 1, 1,
        case when state in ('archived', 'failed', 'canceled') then created_at end,
        case when n % 10 = 5 then ${batchId} end, case when n % 10 = 5 then n end, case when n % 10 = 5 then id end,
        case when n % 100 = 9 then 'sku-' || n end, case when state = 'archived' then n % 1000 end, state = 'rendering',
        case when n % 700 = 5 then '[{"field": "size"}]'::jsonb else '[]' end
      from plan returning id
    ),
    kept as (
      insert into clips (job_id, bucket, key, bytes, sha256, crc32, content_type, duration_ms, width, height, codec, archived_at)
      select id, 'clips', id, 1, repeat('a', 64), 'AAAAAA==', 'video/mp4', 1, 1, 1, 'avc1', created_at from plan
      where state = 'archived'
    )
    insert into job_words (job_id, words)
    select id, to_tsvector('simple', 'everywhere ' || case when n % 2 = 0 then 'even ' else '' end
      || case when n <= 4000 then 'early ' else '' end || case when n % 5000 = 6 then 'zeppelin' else '' end)
    from plan`
  await sql`analyze jobs`
  await sql`analyze job_words`
  await sql`vacuum job_words`
}

const filters: Readonly<Record<string, Partial<JobFilter>>> = {
  everything: {},
  'a state': { states: ['archived'] },
  'few in a state': { states: ['rendering'] },
  'several states': { states: ['failed', 'queued', 'rendering'] },
  'a reason': { reasons: ['moderated'] },
  'several reasons': { reasons: ['moderated', 'by_user'] },
  'an upstream': { upstreams: ['one'] },
  'an upstream of old': { upstreams: ['retired'] },
  'a model': { models: ['large'] },
  'an upstream of old and a state': { upstreams: ['retired'], states: ['failed'] },
  'upstreams and models': { upstreams: ['one', 'retired'], models: ['large', 'small'] },
  'another operation': { operation: 'edit' },
  'what is overdue': { overdue: true },
  'what is other than asked': { mismatch: true },
  'a key': { key: 'admin' },
  'a batch': { batch: 'autumn films' },
  'a batch and a state': { batch: 'autumn films', states: ['failed'] },
  'a time long ago': { from: at(40), to: at(39) },
  'a time and a state': { from: at(40), to: at(35), states: ['failed'] },
  'a cost that few have': { costMinTicks: 990n },
  'a cost that many have': { costMaxTicks: 900n },
  'a cost and an upstream': { costMinTicks: 500n, upstreams: ['retired'] },
  'a custom id': { customId: 'sku-9' },
  'a rare word': { text: 'zeppelin' },
  'a word of all': { text: 'everywhere' },
  'a word of half': { text: 'even' },
  'a word of old prompts only': { text: 'early' },
  'two words': { text: 'even early' },
  'words that never meet': { text: 'zeppelin nothing' },
  'a common word and a state': { text: 'everywhere', states: ['failed'] },
  'a common word of an old upstream': { text: 'even', upstreams: ['retired'] },
  'a common word long ago': { text: 'even', from: at(58), to: at(57) },
  'the name of a batch': { text: 'autumn films' },
  'the name of a batch and a state': { text: 'autumn films', states: ['failed'] },
  'a custom id as text': { text: 'sku-109' },
}

/** By the conditions alone, whatever it costs. */
async function meant({ largeSql: sql }: Database, filter: JobFilter): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select j.id from jobs j where ${jobConditions(sql, adminOwnerId, filter)} order by j.id desc`
  return rows.map(({ id }) => id)
}

describe.each(Object.entries(filters))('searched for by %s', (_, part) => {
  const filter: JobFilter = { ...everyJob, ...part }

  test('the jobs that are meant come newest first, page by page, and are counted', async () => {
    const { db } = database
    const expected = await meant(db, filter)
    const first = await listJobs(db, adminOwnerId, filter, { limit: 49, beforeId: null })
    expect(first.map(({ job }) => job.id)).toEqual(expected.slice(0, 50))
    const middle = expected[Math.floor(expected.length / 2)] ?? null
    const later = await listJobs(db, adminOwnerId, filter, { limit: 49, beforeId: middle })
    const from = middle === null ? 0 : expected.indexOf(middle) + 1
    expect(later.map(({ job }) => job.id)).toEqual(expected.slice(from, from + 50))
    expect(await countJobs(db, adminOwnerId, filter, 5_000)).toBe(Math.min(expected.length, 5_001))
  })

  test('and no plan reads all jobs', async () => {
    const { db } = database
    const { ids } = await findJobIds(db, adminOwnerId, filter, { beforeId: null, limit: 51 })
    const plan = await db.searchSql<{ 'QUERY PLAN': string }[]>`explain select id from (${ids}) f`
    const lines = plan.map((row) => row['QUERY PLAN'])
    expect(lines.filter((line) => /Seq Scan on (jobs|job_words)/.test(line))).toEqual([])
  })
})
