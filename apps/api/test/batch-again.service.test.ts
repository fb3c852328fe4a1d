import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BatchWorld, createBatchWorld, moveJob } from './batch-world.ts'

let world: BatchWorld
beforeEach(async () => {
  world = await createBatchWorld()
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

const sheetOf = (rows: { readonly [customId: string]: string }) =>
  `custom_id,prompt,model,duration\n${Object.entries(rows)
    .map(([customId, prompt]) => `${customId},${prompt},grok_video3,10`)
    .join('\n')}\n`
const query = { name: 'again' }

describe('the same file again', () => {
  test('creates nothing, however often', async () => {
    const text = `prompt,model\nA fox,grok_video3\nA fox,grok_video3\nA crow,grok_video3\n`
    expect((await world.post(text, { query })).body).toMatchObject({ created: 3 })
    for (let round = 0; round < 2; round += 1) {
      const { body } = await world.post(text, { query })
      expect(body).toMatchObject({ created: 0, unchanged: 3, retried: 0, absent: 0, counts: { total: 3 } })
    }
    expect(await world.database.db.sql`select 1 from job_events`).toHaveLength(3)
  })

  test('creates what is new and counts what is missing', async () => {
    await world.post(sheetOf({ a: 'A fox', b: 'A crow' }), { query })
    const { body } = await world.post(sheetOf({ b: 'A crow', c: 'A hen' }), { query })
    expect(body).toMatchObject({ created: 1, unchanged: 1, absent: 1, counts: { total: 3, queued: 3 } })
  })

  test('replaces a changed row that was never sent', async () => {
    await world.post(sheetOf({ a: 'A fox', b: 'A crow' }), { query })
    const { body } = await world.post(sheetOf({ a: 'A red fox', b: 'A crow' }), { query })
    expect(body).toMatchObject({
      created: 1,
      replaced: 1,
      unchanged: 1,
      counts: { total: 2, queued: 2, canceled: 0 },
    })
    const { sql } = world.database.db
    const jobs = await sql`select * from jobs where custom_id = 'a' order by id`
    expect(jobs).toMatchObject([
      { state: 'canceled', reason: 'superseded', is_current: false, version: 2, last_seq: 2, due_at: null },
      { state: 'queued', is_current: true, supersedes_id: jobs[0]?.id, prompt: 'A red fox' },
    ])
    expect(jobs[0]?.clip_key).not.toBe(jobs[1]?.clip_key)
    const events =
      await sql`select kind, from_state, to_state from job_events where job_id = ${jobs[0]?.id} order by seq`
    expect(events).toMatchObject([
      { kind: 'job-created' },
      { kind: 'job-canceled', from_state: 'queued', to_state: 'canceled' },
    ])
    expect(await sql`select kind from outbox`).toMatchObject([{ kind: 'job.canceled' }])
  })

  test('runs a changed row beside its old job when that was sent', async () => {
    await world.post(sheetOf({ a: 'A fox' }), { query })
    await moveJob(world.database, 'a', 'rendering')
    const { body } = await world.post(sheetOf({ a: 'A red fox' }), { query })
    expect(body).toMatchObject({ created: 1, replaced: 0, run_beside: 1 })
    const jobs = await world.database.db.sql`select * from jobs where custom_id = 'a' order by id`
    expect(jobs).toMatchObject([
      { state: 'rendering', is_current: false },
      { state: 'queued', is_current: true, supersedes_id: jobs[0]?.id },
    ])
    expect((await world.post(sheetOf({ a: 'A red fox' }), { query })).body).toMatchObject({
      created: 0,
      unchanged: 1,
    })
  })

  test('retries failures that are retryable and free; all of them when asked', async () => {
    await world.post(sheetOf({ free: 'A fox', charged: 'A crow', final: 'A hen' }), { query })
    await moveJob(world.database, 'free', 'failed')
    await moveJob(world.database, 'charged', 'failed', { charged: 'yes' })
    await moveJob(world.database, 'final', 'failed', { retryable: false })
    const text = sheetOf({ free: 'A fox', charged: 'A crow', final: 'A hen' })
    expect((await world.post(text, { query })).body).toMatchObject({
      retried: 1,
      unchanged: 2,
      left_alone: 2,
    })
    const { sql } = world.database.db
    const [job] = await sql`select * from jobs where custom_id = 'free'`
    expect(job).toMatchObject({ state: 'queued', reason: null, failure: null, finished_at: null, retries: 0 })
    const events =
      await sql`select seq, kind, from_state from job_events where job_id = ${job?.id} order by seq`
    expect(events).toMatchObject([
      { kind: 'job-created' },
      { seq: 2, kind: 'job-retried', from_state: 'failed' },
    ])
    const all = await world.post(text, { query: { ...query, retry: 'all' } })
    expect(all.body).toMatchObject({ retried: 2, unchanged: 1 })
  })

  test('leaves a canceled row alone', async () => {
    await world.post(sheetOf({ a: 'A fox' }), { query })
    await moveJob(world.database, 'a', 'canceled')
    expect((await world.post(sheetOf({ a: 'A fox' }), { query })).body).toMatchObject({
      created: 0,
      left_alone: 1,
    })
  })

  test('keeps a paused batch paused, runs a finished one again, refuses a canceled one', async () => {
    const { sql } = world.database.db
    await world.post(sheetOf({ a: 'A fox' }), { query })
    await sql`update batches set state = 'paused'`
    expect((await world.post(sheetOf({ b: 'A crow' }), { query })).body).toMatchObject({
      state: 'paused',
      created: 1,
    })
    await sql`update batches set state = 'finished', finished_at = now()`
    const same = await world.post(sheetOf({ b: 'A crow' }), { query })
    expect(same.body).toMatchObject({ state: 'finished', created: 0 })
    const more = await world.post(sheetOf({ c: 'A hen' }), { query })
    expect(more.body).toMatchObject({ state: 'running', finished_at: null, created: 1 })
    await sql`update batches set state = 'canceled'`
    const refused = await world.post(sheetOf({ d: 'A cow' }), { query })
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'batch_canceled' } } })
  })

  test('keeps the first take when more takes are asked', async () => {
    await world.post(sheetOf({ a: 'A fox' }), { query })
    const { body } = await world.post(sheetOf({ a: 'A fox' }), { query: { ...query, takes: '3' } })
    expect(body).toMatchObject({ created: 2, unchanged: 1, counts: { total: 3 } })
  })

  test('creates each row once when two shells send it in the same moment', async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 200 }, (_, row) => [`r${row}`, `A fox number ${row}`]),
    )
    const answers = await Promise.all(Array.from({ length: 4 }, () => world.post(sheetOf(rows), { query })))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    expect(answers.reduce((sum, { body }) => sum + body.created, 0)).toBe(200)
    const { sql } = world.database.db
    expect(await sql`select 1 from jobs`).toHaveLength(200)
    expect(await sql`select 1 from job_events`).toHaveLength(200)
    expect(answers.every(({ body }) => body.counts.total === 200)).toBe(true)
  })
})

describe('an idempotency key', () => {
  test('gives the first answer again, refuses another body, and makes one batch for many at once', async () => {
    const text = sheetOf({ a: 'A fox' })
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => world.post(text, { query, key: 'one' })),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(2)
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.every(({ body }) => body.created === 1)).toBe(true)
    await moveJob(world.database, 'a', 'rendering')
    const later = await world.post(text, { query, key: 'one' })
    expect(later.headers.get('idempotency-replayed')).toBe('true')
    expect(later.body).toEqual(answers[0]?.body)
    const other = await world.post(sheetOf({ a: 'A hen' }), { query, key: 'one' })
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'idempotency_conflict' } } })
  })

  test('is free again after a refusal', async () => {
    const refused = await world.post('prompt,model\nA,none\n', { query, key: 'two' })
    expect(refused.status).toBe(400)
    expect((await world.post(sheetOf({ a: 'A fox' }), { query, key: 'two' })).status).toBe(202)
  })
})

describe('money', () => {
  test('is quoted, and a budget that would be passed refuses the batch', async () => {
    const text = sheetOf({ a: 'A fox', b: 'A crow' })
    const over = await world.post(text, { query: { ...query, budget_usd: '1.99' } })
    expect(over).toMatchObject({ status: 422, body: { error: { code: 'over_budget' } } })
    const within = await world.post(text, { query: { ...query, budget_usd: '2' } })
    expect(within).toMatchObject({ status: 202, body: { budget_ticks: '20000000000' } })
    const { sql } = world.database.db
    const [account] = await sql`select * from accounts`
    expect(account).toMatchObject({ kind: 'batch', cap_ticks: 20_000_000_000n, batch_id: within.body.id })
    expect(await sql`select 1 from jobs where account_ids = ${[account?.id]}::text[]`).toHaveLength(2)
    const more = await world.post(sheetOf({ a: 'A fox', b: 'A crow', c: 'A hen' }), { query })
    expect(more).toMatchObject({ status: 422, body: { error: { code: 'over_budget' } } })
    const raised = await world.post(sheetOf({ c: 'A hen' }), { query: { ...query, budget_usd: '3' } })
    expect(raised).toMatchObject({ status: 202, body: { created: 1, budget_ticks: '30000000000' } })
    expect(await sql`select cap_ticks from accounts`).toMatchObject([{ cap_ticks: 30_000_000_000n }])
    const replaced = await world.post(sheetOf({ c: 'A cow' }), { query })
    expect(replaced).toMatchObject({ status: 202, body: { created: 1, replaced: 1 } })
  })

  test('of unknown price needs a stated maximum under a budget', async () => {
    await using unpriced = await createBatchWorld({ globalaiopc: { api_key: 'test-key' } })
    const text = sheetOf({ a: 'A fox' })
    const refused = await unpriced.post(text, { query: { ...query, budget_usd: '5' } })
    expect(refused.status).toBe(422)
    expect(refused.body.error).toMatchObject({ code: 'price_unknown', param: 'max_price_usd' })
    expect(refused.body.error.message).toContain('upstreams.globalaiopc.prices.grok_video3')
    const { sql } = unpriced.database.db
    const taken = await unpriced.post(text, { query: { ...query, budget_usd: '5', max_price_usd: '2.5' } })
    expect(taken.status).toBe(202)
    expect(await sql`select quoted_ticks, max_price_ticks from jobs`).toMatchObject([
      { quoted_ticks: null, max_price_ticks: 25_000_000_000n },
    ])
    expect(await sql`select ticks, source from ledger_entries`).toMatchObject([
      { ticks: null, source: 'unknown' },
    ])
  })
})

describe('a dry run', () => {
  test('says which batch would go on, which upstream a person paused, and which take a row is', async () => {
    const dryRun = async (text: string) =>
      (await world.post(text, { query: { ...query, takes: '2', dry_run: 'true' } })).body
    const takesIn = ({ expanded }: { expanded: { row: number; take: unknown }[] }) =>
      expanded.map(({ row, take }) => [row, take])
    const { sql } = world.database.db
    await sql`
      insert into upstream_gates (upstream, paused) values ('globalaiopc', true)
      on conflict (upstream) do update set paused = true`
    const fresh = await dryRun(sheetOf({ a: 'A fox' }))
    expect(fresh).toMatchObject({ standing: null, paused: [{ upstream: 'globalaiopc', rows: 2 }] })
    expect(takesIn(fresh)).toEqual([
      [1, { number: 1, of: 2 }],
      [1, { number: 2, of: 2 }],
    ])
    const { body: batch } = await world.post(sheetOf({ a: 'A fox' }), { query: { ...query, takes: '2' } })
    await sql`update batches set state = 'paused' where id = ${batch.id}`
    const again = await dryRun(sheetOf({ a: 'A fox' }))
    expect(again).toMatchObject({ standing: { batch_id: batch.id, state: 'paused' }, paused: [] })
    const single = await world.post(sheetOf({ b: 'A crow' }), { query: { name: 'other', dry_run: 'true' } })
    expect(single.body).toMatchObject({
      expanded: [{ take: null }],
      quote: { lines: [{ simulated: false }] },
    })
  })

  test('says everything, admits nothing, and gives a token that binds rows and prices', async () => {
    const text =
      'custom_id,prompt,model,animal\na,A {animal},grok_video3,fox\nb,A {animal},grok_video3_pro,crow\n'
    const dry = await world.post(text, { query: { ...query, dry_run: 'true' } })
    expect(dry.status).toBe(200)
    expect(dry.body).toMatchObject({
      object: 'batch_preview',
      valid: true,
      rows: 2,
      created: 2,
      total: 0,
      problems: [],
      expanded: [
        { row: 1, line: 2, action: 'create', custom_id: 'a', prompt: 'A fox', quoted_ticks: '10000000000' },
        { row: 2, line: 3, prompt: 'A crow', params: { duration: 10 } },
      ],
      expanded_total: 2,
      quote: {
        rows: 2,
        low_ticks: '20000000000',
        expected_ticks: '20000000000',
        high_ticks: '20000000000',
        unknown_rows: 0,
      },
    })
    const { sql } = world.database.db
    expect(await sql`select 1 from batches union all select 1 from uploads`).toHaveLength(0)
    const changed = await world.post(text.replace('fox', 'wolf'), {
      query: { ...query, confirm: dry.body.token },
    })
    expect(changed).toMatchObject({ status: 409, body: { error: { code: 'quote_changed' } } })
    expect((await world.post(text, { query: { ...query, confirm: dry.body.token } })).status).toBe(202)
    const stale = await world.post(text, { query: { ...query, confirm: dry.body.token } })
    expect(stale).toMatchObject({ status: 409, body: { error: { code: 'quote_changed' } } })
  })

  test('lists problems beside what is right, without a token', async () => {
    const text = 'prompt,model,duration\nA fox,grok_video3,6\nA crow,grok_video3,5\n'
    const { status, body } = await world.post(text, { query: { ...query, dry_run: 'true' } })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      valid: false,
      total: 1,
      token: null,
      problems: [{ row: 2, path: 'duration' }],
    })
    const skipping = await world.post(text, { query: { ...query, dry_run: 'true', on_invalid: 'skip' } })
    expect(skipping.body).toMatchObject({ valid: true, total: 1, created: 1, token: expect.any(String) })
  })

  test('names rows of unknown price instead of summing them as nothing', async () => {
    await using unpriced = await createBatchWorld({ globalaiopc: { api_key: 'test-key' } })
    const { body } = await unpriced.post(sheetOf({ a: 'A fox' }), { query: { ...query, dry_run: 'true' } })
    expect(body.quote).toMatchObject({
      rows: 1,
      low_ticks: '0',
      expected_ticks: null,
      high_ticks: null,
      unknown_rows: 1,
      unknown: [{ upstream: 'globalaiopc', model: 'grok_video3', rows: 1 }],
    })
  })
})
