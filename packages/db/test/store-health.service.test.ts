// Do not buy what cannot be kept: when the one row closes admission for all, and what opens it again.
import { ticksPerUsd } from '@reelkeep/core'
import { aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  claimStoreProbe,
  type Database,
  judgeStore,
  listAgingLinks,
  listAtRisk,
  noteStoreFailure,
  noteStoreWell,
  readJob,
  readStoreHealth,
} from '../src/index.ts'
import { upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
})
afterEach(() => database[Symbol.asyncDispose]())

const limits = { unwellAfterMs: 300_000, atRiskMaxTicks: 100n * ticksPerUsd, atRiskMaxClips: 500 }
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000)
const failSince = (seconds: number) =>
  db.sql`update store_health set failing_since = ${ago(seconds)}, failed_at = ${ago(1)}, last_failure = 'HTTP 503'`
const archiving = (chargedTicks: bigint | null, renderedAgoS: number) =>
  insertJob(
    db,
    aJob({ state: 'archiving', renderedAt: ago(renderedAgoS), chargedTicks, quotedTicks: chargedTicks }),
  )

test('the store closes admission when it has failed for the whole time, and a clip that is kept opens it', async () => {
  await noteStoreFailure(db, 'HTTP 503')
  expect(await judgeStore(db, limits)).toBeNull()
  await failSince(299)
  expect(await judgeStore(db, limits)).toBeNull()
  await failSince(301)
  expect(await judgeStore(db, limits)).toMatchObject({ closedKind: 'failing', closedAt: expect.any(Date) })
  expect(await judgeStore(db, limits)).toBeNull()
  const { closedReason } = await readStoreHealth(db)
  expect(closedReason).toMatch(/^the store has taken no clip since \S+Z: HTTP 503$/)
  const queued = await insertJob(db, aJob({ state: 'queued', upstream }))
  expect(await readJob(db, queued)).toMatchObject({ waitingFor: 'archive_unwell' })
  await noteStoreWell(db, 'clip')
  expect(await readStoreHealth(db)).toMatchObject({ failingSince: null, closedAt: null, closedReason: null })
  expect(await judgeStore(db, limits)).toBeNull()
})

test('a first failure counts from itself on, and a further one from the first', async () => {
  await failSince(100)
  await noteStoreFailure(db, 'reset')
  const { failingSince } = await readStoreHealth(db)
  expect(failingSince?.getTime()).toBeLessThan(ago(90).getTime())
  await noteStoreWell(db, 'probe')
  await noteStoreFailure(db, 'reset')
  const again = await readStoreHealth(db)
  expect(again.failingSince?.getTime()).toBeGreaterThan(ago(10).getTime())
})

test('one worker at a time probes, and only a store in doubt', async () => {
  expect(await claimStoreProbe(db, 15_000)).toBe(false)
  await noteStoreFailure(db, 'HTTP 503')
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimStoreProbe(db, 15_000)))
  expect(claims.filter(Boolean)).toHaveLength(1)
  expect(await claimStoreProbe(db, 15_000)).toBe(false)
  await db.sql`update store_health set probed_at = ${ago(16)}`
  expect(await claimStoreProbe(db, 15_000)).toBe(true)
})

test('money that waits to be kept closes admission, and opens it when it is less; no probe does', async () => {
  await archiving(60n * ticksPerUsd, 90)
  await archiving(50n * ticksPerUsd, 30)
  // The second is not a minute old: a rush that is kept in time is no risk.
  expect(await judgeStore(db, limits)).toBeNull()
  const late = await archiving(50n * ticksPerUsd, 90)
  expect(await judgeStore(db, limits)).toMatchObject({
    closedKind: 'at_risk',
    closedReason: '2 clips that were paid for are not kept yet: 110 USD, and 0 without a known price',
  })
  await noteStoreWell(db, 'probe')
  expect(await readStoreHealth(db)).toMatchObject({ closedKind: 'at_risk' })
  await db.sql`update jobs set rendered_at = ${ago(1)} where id = ${late.id}`
  expect(await judgeStore(db, limits)).toMatchObject({ closedKind: null, closedAt: null })
})

test('clips of unknown price are counted, not taken for nothing', async () => {
  await archiving(null, 90)
  await archiving(null, 90)
  expect(await judgeStore(db, { ...limits, atRiskMaxClips: 2 })).toBeNull()
  expect(await judgeStore(db, { ...limits, atRiskMaxClips: 1 })).toMatchObject({ closedKind: 'at_risk' })
})

test('an alarm is due at a third and at a tenth of a link’s life, and at-risk lists the soonest death first', async () => {
  const link = (leftS: number, linkAlarms: number) =>
    insertJob(
      db,
      aJob({
        state: 'archiving',
        sourceSeenAt: ago(1_000 - leftS),
        sourceExpiresAt: ago(-leftS),
        linkAlarms,
      }),
    )
  const young = await link(400, 0)
  const third = await link(300, 0)
  const told = await link(200, 1)
  const tenth = await link(90, 1)
  await link(50, 2)
  expect(await listAgingLinks(db, 10)).toEqual([
    { id: tenth.id, step: 'archive' },
    { id: third.id, step: 'archive' },
  ])
  const listed = await listAtRisk(db, young.ownerId, 10)
  expect(listed.map(({ job }) => job.id).slice(1)).toEqual([tenth.id, told.id, third.id, young.id])
})
