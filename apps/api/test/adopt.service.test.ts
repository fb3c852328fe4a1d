import { aJob, insertJob } from '@reelkeep/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BatchWorld, createBatchWorld } from './batch-world.ts'

let world: BatchWorld
beforeEach(async () => {
  world = await createBatchWorld()
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

const upstream = 'globalaiopc'
const sql = () => world.database.db.sql

describe('a task made elsewhere', () => {
  test('becomes a job that renders, holds no slot and is asked about at once', async () => {
    const { status, body } = await world.adopt({
      rows: [{ upstream, task_id: 'video_1', custom_id: 'a', model: 'grok_video3', duration: 10 }],
    })
    expect(status).toBe(202)
    expect(body).toMatchObject({ adopted: 1, known: 0, refused: 0, batch_id: null, unpriced: 0 })
    expect(body.quoted_ticks).toBe('10000000000')
    const [job] = await sql()`select * from jobs`
    expect(job).toMatchObject({
      id: body.rows[0].job_id,
      state: 'rendering',
      adopted: true,
      holds_slot: false,
      submissions: 1,
      prompt: '',
      next_step: 'poll',
      reserved_ticks: 0n,
      charged_ticks: null,
    })
    const [submission] = await sql()`select * from submissions`
    expect(submission).toMatchObject({ status: 'accepted', task_id: 'video_1', number: 1, sent_at: null })
    expect(submission?.credential_id).not.toBeNull()
    expect(await sql()`select kind, from_state, to_state, detail from job_events`).toMatchObject([
      { kind: 'job-adopted', from_state: null, to_state: 'rendering', detail: { task: 'video_1' } },
    ])
    expect(world.rung).toEqual([`poll ${job?.id}`])
  })

  test('is claimed no price that nobody gave: without a duration it has none by the second', async () => {
    const { body } = await world.adopt([{ task_id: 'video_1', model: 'grok_video3' }], {
      query: { upstream },
    })
    expect(body).toMatchObject({ adopted: 1, unpriced: 1, quoted_ticks: '0' })
  })

  test('cannot be sent, whoever tries: the database refuses it', async () => {
    await world.adopt([{ upstream, task_id: 'video_1' }])
    const send = sql()`update jobs set state = 'queued', version = version + 1`
    await expect(send).rejects.toThrow('jobs_adopted_is_never_sent')
  })

  test('is known the second time, and adopted once by many at once', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => ({ upstream, task_id: `video_${row}` }))
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => world.adopt(rows, { query: { batch: 'b' } })),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    expect(answers.reduce((sum, { body }) => sum + body.adopted, 0)).toBe(40)
    expect(answers.every(({ body }) => body.adopted + body.known === 40)).toBe(true)
    expect(await sql()`select 1 from jobs`).toHaveLength(40)
    const again = await world.adopt(rows)
    expect(again.body).toMatchObject({ adopted: 0, known: 40 })
    expect(again.body.rows[0]).toMatchObject({ outcome: 'known', state: 'rendering' })
  })

  test('of another owner is refused, and nothing is said of the other', async () => {
    const { db } = world.database
    await sql()`insert into owners (id, name) values ('owner_1', 'other')`
    await sql()`insert into api_keys (id, owner_id, name) values ('key_1', 'owner_1', 'other')`
    await world.adopt([{ upstream, task_id: 'video_1' }])
    await sql()`update jobs set owner_id = 'owner_1', key_id = 'key_1'`
    const { status, body } = await world.adopt([
      { upstream, task_id: 'video_1' },
      { upstream, task_id: 'video_2' },
    ])
    expect(status).toBe(202)
    expect(body).toMatchObject({ adopted: 1, refused: 1 })
    const [taken] = await db.sql`select id from jobs where owner_id = 'owner_1'`
    expect(JSON.stringify(body)).not.toContain(taken?.id)
  })

  test('that fits an unconfirmed job is adopted with a warning that names it', async () => {
    const job = aJob({ state: 'unconfirmed', upstream, prompt: 'A fox' })
    await insertJob(world.database.db, job)
    const { body } = await world.adopt([{ upstream, task_id: 'video_1', prompt: 'A fox' }])
    expect(body).toMatchObject({ adopted: 1, warnings_total: 1 })
    expect(body.warnings[0]).toMatchObject({ row: 1, code: 'fits_unconfirmed' })
    expect(body.warnings[0].message).toContain(`reelkeep resolve ${job.id} --bind video_1`)
  })
})

describe('a list of tasks', () => {
  const sheet =
    'upstream;Task ID;custom_id;note\nglobalaiopc;video_1;a;x\nnowhere;video 2;b;y\nglobalaiopc;video_1;a;z\n'

  test('has all its problems told at once, by row, and nothing is done', async () => {
    const { status, body } = await world.adopt(sheet)
    expect(status).toBe(400)
    expect(body.error.details).toMatchObject([
      { row: 2, line: 3, code: 'task_id_not_one' },
      { row: 2, line: 3, column: 1, code: 'upstream_not_known' },
      { row: 3, line: 4, code: 'task_id_twice' },
      { row: 3, line: 4, column: 3, code: 'custom_id_twice' },
    ])
    expect(await sql()`select 1 from jobs`).toHaveLength(0)
  })

  test('is adopted without its bad rows on request; a dry run makes nothing', async () => {
    const query = { on_invalid: 'skip', batch: 'made elsewhere' }
    const dry = await world.adopt(sheet, { query: { ...query, dry_run: 'true' } })
    expect(dry).toMatchObject({ status: 200, body: { adopted: 1, refused: 2, dry_run: true } })
    expect(await sql()`select 1 from batches`).toHaveLength(0)
    const { body } = await world.adopt(sheet, { query })
    expect(body).toMatchObject({ adopted: 1, refused: 2, total: 4 })
    const [job] = await sql()`select * from jobs`
    expect(job).toMatchObject({
      batch_id: body.batch_id,
      batch_row: 1,
      row_key: 'id:a',
      metadata: { note: 'x' },
    })
    expect(await sql()`select state, delta from batch_deltas`).toEqual([{ state: 'rendering', delta: 1 }])
    expect(await sql()`select cap_ticks from accounts`).toEqual([{ cap_ticks: null }])
  })

  test('lets a file sent to the same name buy only what is missing', async () => {
    await world.adopt(
      [
        { upstream, task_id: 'video_1', custom_id: 'a' },
        { upstream, task_id: 'video_2', prompt: 'A crow', model: 'grok_video3', duration: 10 },
      ],
      { query: { batch: 'season' } },
    )
    const file =
      'custom_id,prompt,model,duration\na,A fox,grok_video3,10\n,A crow,grok_video3,10\n,A hen,grok_video3,10\n'
    const { body } = await world.post(file, { query: { name: 'season', budget_usd: '5' } })
    expect(body).toMatchObject({ created: 1, unchanged: 2, absent: 0, counts: { rendering: 2, queued: 1 } })
    expect(await sql()`select prompt from jobs where not adopted`).toEqual([{ prompt: 'A hen' }])
  })

  test('does not take the row of a batch that has a job already', async () => {
    await world.post('custom_id,prompt,model\na,A fox,grok_video3\n', { query: { name: 'season' } })
    const { status, body } = await world.adopt([{ upstream, task_id: 'video_1', custom_id: 'a' }], {
      query: { batch: 'season' },
    })
    expect(status).toBe(400)
    expect(body.error.details).toMatchObject([{ row: 1, code: 'row_stands' }])
  })
})
