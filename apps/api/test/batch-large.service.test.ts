import { expect, test } from 'vitest'
import { createBatchWorld } from './batch-world.ts'

const rowCount = 50_000
const mebibyte = 1024 * 1024

/** Names, prompts and settings as a person's sheet has them, about 200 bytes a row. */
function* sheet(): Generator<string> {
  yield 'custom_id,prompt,model,duration,aspect_ratio,resolution,scene\n'
  for (let row = 1; row <= rowCount; row += 1) {
    yield `row-${row},"A lighthouse keeper climbs ${row} steps in a storm, slow tilt up, lantern light on wet stone, film grain",grok_video3,${6 + (row % 25)},16:9,720p,coast ${row % 40}\n`
  }
}

test('fifty thousand rows are admitted in bounded memory, and the second time nothing is created', async () => {
  await using world = await createBatchWorld()
  const { sql } = world.database.db
  const body = Buffer.from([...sheet()].join(''))
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let peak = before
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  const first = await world.post(body, { query: { name: 'large' } })
  clearInterval(sampler)
  expect(first).toMatchObject({ status: 202, body: { created: rowCount, counts: { queued: rowCount } } })
  const again = await world.post(body, { query: { name: 'large' } })
  expect(again).toMatchObject({ status: 202, body: { created: 0, unchanged: rowCount } })
  const [counted] = await sql`
    select (select count(*) from jobs) as jobs, (select count(*) from job_events) as events,
      (select count(*) from ledger_entries) as entries, (select count(*) from upload_rows) as staged`
  expect(counted).toEqual({ jobs: 50_000n, events: 50_000n, entries: 50_000n, staged: 0n })
  expect((peak - before) / mebibyte).toBeLessThan(400)
})
