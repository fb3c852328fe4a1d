import { adminKeyId, adminOwnerId, readBatch, setBatchState } from '@reelkeep/db'
import { insertBatch, insertJob, waitUntil } from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { aJourneyJob } from './journey-job.ts'
import { type JourneyWorld, openJourneyWorld, upstreamName } from './journey-world.ts'

/** Rows one after another, as the api would have admitted them. */
async function addBatch(
  world: JourneyWorld,
  rows: number,
  prompt: string,
  brakes: { readonly trial?: number; readonly share?: number; readonly after?: number },
): Promise<string> {
  const { db, config } = world
  const settings = config.upstreams.find(({ rules }) => rules.name === upstreamName)
  if (!settings) throw new Error('no such upstream')
  const { id } = await insertBatch(db)
  await db.sql`update batches set trial_rows = ${brakes.trial ?? null}, stop_failed_share = ${brakes.share ?? null},
    stop_after = ${brakes.after ?? null} where id = ${id}`
  for (let row = 1; row <= rows; row += 1) {
    const job = aJourneyJob(settings, { prompt: `${prompt} ${row}` })
    await insertJob(db, { ...job, batchId: id })
  }
  return id
}

async function paused(world: JourneyWorld, id: string) {
  return waitUntil(
    async () => {
      const batch = await readBatch(world.db, { ownerId: adminOwnerId, id })
      return batch?.pause ?? null
    },
    { what: 'the batch to pause itself' },
  )
}

it('a trial sends its rows, waits for a person, and runs the rest when it is approved', async () => {
  await using world = await openJourneyWorld()
  const id = await addBatch(world, 9, 'trial', { trial: 3 })
  await world.startWorker()
  expect(await paused(world, id)).toMatchObject({
    reason: 'trial',
    detail: { rows: 3, archived: 3, held: 6, clips: Array(3).fill(expect.stringMatching(/^job_/)) },
  })
  expect(await world.states()).toEqual({ archived: 3, queued: 6 })
  expect((await world.bill()).creations).toBe(3)
  const resumed = { from: ['paused'], to: 'running', action: 'batch-resumed', requestId: 'x' } as const
  await setBatchState(world.db, { ...resumed, id, ownerId: adminOwnerId, actor: adminKeyId })
  expect(await world.waitUntilSettled()).toEqual({ archived: 9 })
  expect((await world.bill()).creations).toBe(9)
})

it('a batch that pays for nothing stops by itself, and no more is created than was in flight', async () => {
  // As slow as a turn of the brakes, so that slots hold the rows back and not the test.
  await using world = await openJourneyWorld({ speed: 30, maxInFlight: 3 })
  const id = await addBatch(world, 30, 'spoiled [sim:failed_charged]', { share: 0.5, after: 4 })
  await world.startWorker()
  const pause = await paused(world, id)
  expect(pause).toMatchObject({ reason: 'stop_when', detail: { failed_share: 0.5, after: 4, share: 1 } })
  const sent = (await world.allJobs()).filter(({ state }) => state !== 'queued').length
  await waitUntil(
    async () => {
      const { submitting = 0, rendering = 0 } = await world.states()
      return submitting + rendering === 0
    },
    { what: 'what was in flight to end' },
  )
  expect((await world.bill()).creations).toBe(sent)
  expect(sent).toBeLessThan(15)
})
