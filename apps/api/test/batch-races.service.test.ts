import { admitJobs, ensureGates, newSubmissionId, openUpload, stageUploadRows } from '@reelkeep/db'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BatchWorld, createBatchWorld, moveJob } from './batch-world.ts'

let world: BatchWorld
beforeEach(async () => {
  world = await createBatchWorld()
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

const query = { name: 'again' }
const sql = () => world.database.db.sql
const sheetOf = (rows: readonly (readonly [string, string])[]) =>
  `custom_id,prompt,model,duration\n${rows.map(([id, prompt]) => `${id},${prompt},grok_video3,10`).join('\n')}\n`
const rowsOf = (count: number, prompt: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => [`r${row}`, prompt(row)] as const)

/** What must be so after any number of posts, whoever was first. */
async function expectOneJobPerRow(rows: number): Promise<void> {
  const [counts] = await sql()`
    select count(*) filter (where is_current)::int as current,
      count(*) filter (where is_current and state = 'canceled')::int as canceled,
      count(distinct row_key)::int as keys,
      -- A job that gave way was canceled, unless it had been sent: then it runs on.
      count(*) filter (where not is_current and state = 'queued')::int as forgotten,
      count(*) filter (where supersedes_id is null)::int as firsts
    from jobs`
  expect(counts).toEqual({ current: rows, canceled: 0, keys: rows, forgotten: 0, firsts: rows })
  const [sums] = await sql()`
    select coalesce(sum(delta), 0)::int as total from batch_deltas where state <> 'canceled'`
  expect(sums?.total).toBe(rows)
  const lost = await sql()`
    select j.id from jobs j left join jobs n on n.supersedes_id = j.id where not j.is_current and n.id is null`
  expect(lost).toEqual([])
}

describe('two shells that send edited files in the same second', () => {
  test('leave the rows of one of them, each with one job that stands for it', async () => {
    await world.post(sheetOf(rowsOf(60, (row) => `A fox ${row}`)), { query })
    const edits = ['red', 'white', 'grey'].map((colour) =>
      sheetOf(rowsOf(60, (row) => (row % 2 === 0 ? `A ${colour} fox ${row}` : `A fox ${row}`))),
    )
    const answers = await Promise.all(edits.map((text) => world.post(text, { query })))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    await expectOneJobPerRow(60)
    const prompts = await sql()<
      { prompt: string }[]
    >`select prompt from jobs where is_current and prompt like '% fox %'`
    const colours = new Set(prompts.map(({ prompt }) => prompt.split(' ')[1]))
    expect([...colours].filter((word) => word !== 'fox')).toHaveLength(1)
    // Each answered for itself, although the batch remembers only the last post.
    expect(answers.reduce((sum, { body }) => sum + body.replaced, 0)).toBe(90)
    expect(answers.every(({ body }) => body.unchanged === 30)).toBe(true)
    const third = await world.post(edits.at(-1) ?? '', { query })
    const fourth = await world.post(edits.at(-1) ?? '', { query })
    expect([third.body.created + third.body.unchanged, fourth.body.created]).toEqual([60, 0])
  })

  test('with other rows each get all of theirs, and nothing of either is bought twice', async () => {
    const left = rowsOf(40, (row) => `A fox ${row}`)
    const right = left.map(([id, prompt], row) =>
      row < 20 ? ([id, prompt] as const) : ([`s${row}`, prompt] as const),
    )
    const answers = await Promise.all(
      [left, right, left, right].map((rows) => world.post(sheetOf(rows), { query })),
    )
    expect(answers.reduce((sum, { body }) => sum + body.created, 0)).toBe(60)
    await expectOneJobPerRow(60)
  })
})

describe('a file that is sent again while its rows are claimed', () => {
  test('replaces what was not sent and runs beside what was, and says which it was', async () => {
    const { db } = world.database
    await ensureGates(db, [gate])
    await world.post(sheetOf(rowsOf(120, (row) => `A fox ${row}`)), { query })
    const claiming = (async () => {
      for (let turn = 0; turn < 12; turn += 1) {
        const submissionIds = Array.from({ length: 5 }, () => newSubmissionId())
        await admitJobs(db, { ...gate, workerId: 'worker-1', submissionIds })
      }
    })()
    const posts = ['red', 'white'].map((colour) =>
      world.post(sheetOf(rowsOf(120, (row) => `A ${colour} fox ${row}`)), { query }),
    )
    const answers = await Promise.all(posts)
    await claiming
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    await expectOneJobPerRow(120)
    for (const { body } of answers) expect(body.replaced + body.run_beside).toBe(120)
    const [beside] =
      await sql()`select count(*)::int as count from jobs where not is_current and state <> 'canceled'`
    expect(answers.reduce((sum, { body }) => sum + body.run_beside, 0)).toBe(beside?.count)
    expect(
      await sql()`select 1 from submissions where job_id in (select id from jobs where state = 'canceled')`,
    ).toEqual([])
  })
})

test('an api that dies between staging and admission leaves nothing that stands in the way', async () => {
  const { db } = world.database
  const [caller] = await sql()`select owner_id, id from api_keys limit 1`
  await openUpload(db, { id: 'upload_1', ownerId: caller?.owner_id, keyId: caller?.id, name: 'again' })
  await world.post(sheetOf([['a', 'A fox']]), { query: { name: 'other' } })
  const [made] = await sql()`select row_to_json(jobs) as job from jobs`
  const staged = { place: 1, line: 1, rowKey: 'id:a', contentHash: 'h', data: null, request: made?.job }
  await stageUploadRows(db, 'upload_1', [staged])
  const { body } = await world.post(sheetOf([['a', 'A fox']]), { query, key: 'once' })
  expect(body).toMatchObject({ created: 1, unchanged: 0 })
  expect((await world.post(sheetOf([['a', 'A fox']]), { query, key: 'once' })).body.created).toBe(1)
  expect(await sql()`select 1 from jobs`).toHaveLength(2)
  await sql()`update uploads set expires_at = now()`
  await world.post(sheetOf([['a', 'A fox']]), { query })
  expect(await sql()`select 1 from upload_rows`).toHaveLength(0)
})

test('retry all is quoted, and refused when its batch cannot pay for it', async () => {
  const text = sheetOf([
    ['paid', 'A fox'],
    ['new', 'A hen'],
  ])
  await world.post(text, { query: { ...query, budget_usd: '2.5' } })
  await moveJob(world.database, 'paid', 'failed', { charged: 'yes' })
  await sql()`update jobs set charged_ticks = quoted_ticks where custom_id = 'paid'`
  const all = { ...query, retry: 'all' }
  const quote = await world.post(text, { query: { ...all, dry_run: 'true' } })
  expect(quote.body).toMatchObject({ retried: 1, quote: { rows: 1, expected_ticks: '10000000000' } })
  expect(quote.body.refusal).toMatchObject({ code: 'over_budget' })
  expect(await world.post(text, { query: all })).toMatchObject({ status: 422 })
  expect((await sql()`select state from jobs where custom_id = 'paid'`)[0]).toEqual({ state: 'failed' })
  const more = await world.post(text, { query: { ...all, budget_usd: '3' } })
  expect(more.body).toMatchObject({ retried: 1, unchanged: 1 })
})

const gate = { upstream: 'globalaiopc', maxInFlight: 200, requestsPerMinute: 100_000, pollsPerMinute: 600 }
