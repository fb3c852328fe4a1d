// Redis is a doorbell: without it nothing new is sent, and everything that is paid goes on.
import { readGates, setGate } from '@reelkeep/db'
import {
  aJob,
  createTestQueueSettings,
  insertBatch,
  insertJob,
  startTcpProxy,
  waitUntil,
} from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld, upstreamName } from './journey-world.ts'

const quick = { everyMs: 100, afterMs: 300, leaseMs: 3_000 }

it('asks about tasks and keeps their clips while Redis is away, by two workers, and sends the rest when it is back', async () => {
  await using world = await openJourneyWorld({ speed: 150, maxInFlight: 12 })
  const queue = createTestQueueSettings()
  const url = new URL(queue.url)
  const wire = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  url.host = `127.0.0.1:${wire.port}`
  const worker = { queue: { ...queue, url: url.toString() }, direct: quick }
  await world.addJobs(24)
  await Promise.all([world.startWorker(worker), world.startWorker(worker)])
  await waitUntil(async () => (await world.states()).rendering === 12, { what: 'tasks' })

  await wire.cut()
  // What was on its way to be sent when the wire was cut may still be sent.
  const archived = await waitUntil(() => everySentOneArchived(world), { what: 'clips', timeoutMs: 40_000 })
  expect(archived).toBeGreaterThanOrEqual(12)
  expect((await world.states()).queued).toBeGreaterThan(0)

  await wire.mend()
  expect(await world.waitUntilSettled()).toEqual({ archived: 24 })
  expect((await world.bill()).creations).toBe(24)
  for (const task of await world.tasks()) {
    expect(task.shortest_poll_gap_s ?? 30).toBeGreaterThanOrEqual(30)
    expect(task.downloads).toBe(1)
  }
  await wire.close()
})

it('keeps a paused upstream, a paused batch and the slots of a gate through the loss of everything in Redis', async () => {
  await using world = await openJourneyWorld({ speed: 200, maxInFlight: 2 })
  const { id: batchId } = await insertBatch(world.db, { state: 'paused' })
  await insertJob(
    world.db,
    aJob({ upstream: upstreamName, batchId, simulated: true, version: 1, lastSeq: 1 }),
  )
  await world.startWorker()
  await setGate(world.db, upstreamName, { paused: true })
  await world.addJobs(6)
  await world.flushQueue()
  // As long as admission takes to look again by itself, and the sweep several times.
  const flushedAtMs = performance.now()
  await waitUntil(() => performance.now() - flushedAtMs > 1_500, { what: 'another look' })
  expect(await world.states()).toEqual({ queued: 7 })

  await setGate(world.db, upstreamName, { paused: false })
  let inFlightMax = 0
  let isFlushed = false
  await waitUntil(
    async () => {
      const [gate] = await readGates(world.db, upstreamName)
      inFlightMax = Math.max(inFlightMax, gate?.inFlight ?? 0)
      if (inFlightMax === 2 && !isFlushed) {
        isFlushed = true
        await world.flushQueue()
      }
      return (await world.states()).archived === 6
    },
    { what: 'the clips of all but the paused batch', timeoutMs: 40_000 },
  )
  expect(inFlightMax).toBe(2)
  expect(await world.states()).toEqual({ archived: 6, queued: 1 })
})

/** How many jobs were made, if none of those that were sent is under way any more. */
async function everySentOneArchived(world: JourneyWorld): Promise<number | null> {
  const { queued = 0, submitting = 0, archived = 0 } = await world.states()
  return queued + submitting + archived === 24 && archived >= 12 ? archived : null
}
