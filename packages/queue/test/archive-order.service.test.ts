// Of the clips that wait for a place, those whose links die first are fetched first, also after a wait of their own.
import type { JobId } from '@reelkeep/core'
import { createTestDatabase, createTestQueueSettings, waitUntil } from '@reelkeep/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openLanes, openProducer, type QueueSettings } from '../src/index.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close()
})

const stores: [string, () => Promise<QueueSettings>][] = [
  ['Redis', async () => createTestQueueSettings()],
  [
    "BullMQ's Postgres backend",
    async () => {
      const database = await createTestDatabase()
      open.push({ close: async () => database[Symbol.asyncDispose]() })
      return { kind: 'postgres', url: database.url, schema: 'reelkeep_queue' }
    },
  ],
]

describe.each(stores)('on %s', (_name, createSettings) => {
  it('thirty archives that wait are taken by the death of their links', async () => {
    const settings = await createSettings()
    const producer = openProducer(settings)
    open.push(producer)
    const now = Date.now()
    const delayMs = 300
    const wakes = Array.from({ length: 30 }, (_, index) => ({
      jobId: `job_${String(index).padStart(2, '0')}` as JobId,
      version: 1,
      step: 'archive' as const,
      // Every third is a retry that has to wait first.
      at: new Date(index % 3 === 0 ? now + delayMs : now),
      expiresAt: index === 0 ? null : new Date(now + index * 7 * 60_000),
    }))
    // Rung in an order that says nothing: 7 and 30 have no factor in common.
    await producer.wake(wakes.map((_, place) => wakes[(place * 7) % 30] ?? wakes[0]).filter((wake) => !!wake))
    // Taken before all others, and holds the only place until the last is due: a store may wake what is due only when
    // the next one is asked for.
    const holder = 'job_holder' as JobId
    await producer.wake([{ jobId: holder, version: 1, step: 'archive', at: new Date(now), expiresAt: null }])

    const seen: string[] = []
    const lanes = openLanes(
      settings,
      [
        {
          step: 'archive',
          concurrency: 1,
          run: async ({ id }) => {
            if (id !== holder) seen.push(id)
            else await waitUntil(() => Date.now() > now + 2 * delayMs, { what: 'the last to be due' })
            return 'done'
          },
        },
      ],
      { onNudge: () => undefined, onError: () => undefined },
    )
    open.push(lanes)
    await waitUntil(() => seen.length === 30, { what: 'thirty archives' })
    expect(seen).toEqual(wakes.map(({ jobId }) => jobId))
  })
})
