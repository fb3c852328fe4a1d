import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BatchWorld, createBatchWorld } from './batch-world.ts'

let world: BatchWorld
beforeEach(async () => {
  world = await createBatchWorld()
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

const sql = () => world.database.db.sql
const file = (...prompts: readonly string[]) =>
  `prompt,model,duration\n${prompts.map((prompt) => `${prompt},grok_video3,10`).join('\n')}\n`

/** Renders and archives all that is queued, as steps would. */
async function archiveAll(): Promise<void> {
  await sql()`update jobs set state = 'submitting', submissions = 1, version = version + 1 where state = 'queued'`
  await sql()`update jobs set state = 'rendering', version = version + 1 where state = 'submitting'`
  await sql()`update jobs set state = 'archiving', version = version + 1 where state = 'rendering'`
  await sql()`
    insert into clips (job_id, bucket, key, bytes, sha256, crc32, content_type, duration_ms, width, height, codec, archived_at)
    select id, 'clips', clip_key, 9, repeat('a', 64), 'AAAAAA==', 'video/mp4', 10000, 1280, 720, 'avc1', now()
    from jobs where state = 'archiving'`
  await sql()`
    update jobs set state = 'archived', due_at = null, finished_at = now(), version = version + 1
    where state = 'archiving'`
}

describe('a row that asks for what is archived already', () => {
  beforeEach(async () => {
    await world.post(file('A fox', 'A crow'), { query: { name: 'spring' } })
    await archiveAll()
  })

  test('is offered with its price by a dry run and by the post, and bought all the same', async () => {
    const rows = file('A fox', 'A hen')
    const dry = await world.post(rows, { query: { name: 'autumn', dry_run: 'true' } })
    const original = await sql()`select id from jobs where prompt = 'A fox'`
    expect(dry.body).toMatchObject({
      reusable: {
        rows: 1,
        ticks: '10000000000',
        unpriced_rows: 0,
        sample: [{ row: 1, job_id: original[0]?.id }],
      },
      reused: 0,
      quote: { rows: 2 },
    })
    const { body } = await world.post(rows, { query: { name: 'autumn' } })
    expect(body).toMatchObject({ created: 2, reused: 0, reusable: { rows: 1 }, counts: { queued: 2 } })
  })

  test('becomes a copy that costs nothing when that is asked, outside the quote and the budget', async () => {
    const query = { name: 'autumn', reuse: 'true', budget_usd: '1' }
    const dry = await world.post(file('A fox', 'A hen'), { query: { ...query, dry_run: 'true' } })
    expect(dry.body).toMatchObject({ reused: 1, quote: { rows: 1, expected_ticks: '10000000000' } })
    const { body } = await world.post(file('A fox', 'A hen'), {
      query: { ...query, confirm: dry.body.token },
    })
    expect(body).toMatchObject({ created: 2, reused: 1, counts: { queued: 1, archiving: 1 } })
    const [copy] = await sql()`select * from jobs where reused_from is not null`
    expect(copy).toMatchObject({
      prompt: 'A fox',
      state: 'archiving',
      next_step: 'archive',
      submissions: 0,
      quoted_ticks: 10_000_000_000n,
      charged_ticks: 0n,
    })
    expect(world.rung).toEqual([`archive ${copy?.id}`])
    expect(
      await sql()`select detail ->> 'reused_from' as reused_from from job_events where job_id = ${copy?.id}`,
    ).toEqual([{ reused_from: copy?.reused_from }])
    expect(
      await sql()`select ticks, source from ledger_entries where job_id = ${copy?.id} and kind = 'charged'`,
    ).toEqual([{ ticks: 0n, source: 'metered' }])
    const again = await world.post(file('A fox', 'A hen'), { query })
    expect(again.body).toMatchObject({ created: 0, unchanged: 2, reused: 0, reusable: { rows: 0 } })
  })

  test('is found however it names its upstream, and not at another', async () => {
    const named = 'prompt,model,duration,upstream\nA fox,grok_video3,10,globalaiopc\n'
    const { body } = await world.post(named, { query: { name: 'autumn', dry_run: 'true' } })
    expect(body.reusable.rows).toBe(1)
    await sql()`update jobs set upstream = 'elsewhere'`
    expect((await world.post(named, { query: { name: 'autumn', dry_run: 'true' } })).body.reusable.rows).toBe(
      0,
    )
  })

  test('is made new when it is a further take, equal to a row before it, or has a nonce', async () => {
    const reusableOf = async (text: string, more: object = {}) =>
      (await world.post(text, { query: { name: 'autumn', dry_run: 'true', ...more } })).body.reusable.rows
    expect(await reusableOf(file('A fox'), { takes: '3' })).toBe(1)
    expect(await reusableOf(file('A fox', 'A fox'))).toBe(1)
    expect(await reusableOf('prompt,model,duration,nonce\nA fox,grok_video3,10,2\n')).toBe(0)
  })

  test('is bought when the clip is known to be damaged, lies in another bucket, or is not what was asked', async () => {
    const offered = async () =>
      (await world.post(file('A fox'), { query: { name: 'autumn', dry_run: 'true' } })).body.reusable.rows
    expect(await offered()).toBe(1)
    await sql()`update clips set damage = 'missing', checked_at = now()`
    expect(await offered()).toBe(0)
    await sql()`update clips set damage = null, bucket = 'another'`
    expect(await offered()).toBe(0)
    await sql()`update clips set bucket = 'clips'`
    await sql()`update jobs set mismatch = '[{"field": "duration", "asked": "10", "got": "6"}]'`
    expect(await offered()).toBe(0)
  })
})

test('the database takes no job without a submission that says of no clip that it copies it', async () => {
  await world.post(file('A fox'), { query: { name: 'spring' } })
  await sql()`update jobs set state = 'submitting', submissions = 1`
  await sql()`update jobs set state = 'rendering'`
  const forged = sql()`update jobs set state = 'archiving', submissions = 0`
  await expect(forged).rejects.toThrow('jobs_sent_has_a_submission')
})
