import { adminOwnerId } from '@reelkeep/db'
import { aJob, createTestDatabase, insertJob } from '@reelkeep/testing'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { startStats } from '../src/stats.ts'

const minuteMs = 60_000

test('a worker counts what is over, down to the minute, and looks at the queue', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const agoMs = [3 * 24 * 60, 50, 9].map((minutes) => minutes * minuteMs)
  for (const ms of agoMs) {
    await insertJob(db, aJob({ state: 'queued', createdAt: new Date(Date.now() - ms) }))
  }
  const stats = startStats(db, { log: pino({ level: 'silent' }), timeZone: 'UTC' })
  try {
    await vi.waitFor(
      async () => {
        const sums = await db.sql<{ span: string; created: number }[]>`
          select span, sum(created)::integer as created from job_stats where owner_id = ${adminOwnerId} group by span`
        const created = Object.fromEntries(sums.map((sum) => [sum.span, sum.created]))
        expect(created['1m']).toBe(2)
        // What the last hour brought may be of six hours that are over, or of these.
        expect(created['6h']).toBeGreaterThanOrEqual(1)
        expect(created['15m']).toBeGreaterThanOrEqual(2)
      },
      { timeout: 60_000, interval: 200 },
    )
    const looks = await db.sql<{ queued: number }[]>`select queued from queue_samples`
    expect(looks).toEqual([{ queued: 3 }])
  } finally {
    await stats.stop()
  }
})
