import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BatchWorld, createBatchWorld, moveJob } from './batch-world.ts'

let world: BatchWorld
beforeAll(async () => {
  world = await createBatchWorld()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const file = (...prompts: readonly string[]) =>
  `custom_id,prompt,model,duration\n${prompts.map((prompt) => `${prompt},${prompt},grok_video3,10`).join('\n')}\n`
const post = (name: string, text: string, query = {}) => world.post(text, { query: { name, ...query } })
const dryRun = async (name: string, text: string, query = {}) =>
  (await post(name, text, { dry_run: 'true', ...query })).body

test('a dry run names the batches of the same file of other days, with what would be paid again', async () => {
  const rows = file('fox', 'crow', 'hen')
  const { body: first } = await post('prompts 2026-11-29', rows)
  await post('prompts 2026-11-28', file('fox'))
  for (const other of ['prompts', 'prompts 2 2026-11-29', 'prompt 2026-11-29', 'prompts 2026-11-29b']) {
    await post(other, rows)
  }
  expect((await dryRun('prompts 2026-11-30', file('fox', 'crow', 'cow'))).also_in).toMatchObject([
    { name: 'prompts 2026-11-28', rows: 1, ticks: '10000000000' },
    { batch_id: first.id, name: 'prompts 2026-11-29', rows: 2, ticks: '20000000000', unpriced_rows: 0 },
  ])
  // By content, whatever the rows are called; and an equal row is wanted as often as it is there.
  const anonymous = 'prompt,model,duration\nfox,grok_video3,10\nfox,grok_video3,10\nhen,grok_video3,9\n'
  expect(
    (await dryRun('prompts 2026-11-30', anonymous)).also_in.map(({ rows }: { rows: number }) => rows),
  ).toEqual([1, 1])
  expect((await dryRun('autumn', rows)).also_in).toEqual([])
  // In a batch of its own already, nothing of it would be bought again.
  await post('prompts 2026-11-30', rows)
  expect((await dryRun('prompts 2026-11-30', rows)).also_in).toEqual([])
})

test('what failed or was canceled is nothing to continue', async () => {
  const rows = file('owl', 'elk', 'bee')
  const { body } = await post('night 2026-11-29', rows)
  await moveJob(world.database, 'owl', 'failed')
  await moveJob(world.database, 'elk', 'canceled')
  expect((await dryRun('night 2026-11-30', rows)).also_in).toMatchObject([{ rows: 1 }])
  await world.database.db.sql`update batches set state = 'canceled' where id = ${body.id}`
  expect((await dryRun('night 2026-11-30', rows)).also_in).toEqual([])
})
