import { createTestDatabase, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listSurprises, newJobId, recordSurprises, type SurpriseCount } from '../src/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

function seen(overrides: Partial<SurpriseCount>): SurpriseCount {
  return { upstream: 'a', kind: 'field', name: 'data.eta', count: 1, jobId: newJobId(), ...overrides }
}

test('counts add up under one name, and the first job stays the one to look at', async () => {
  const first = seen({ upstream: 'adds', count: 2 })
  await recordSurprises(database.db, [first, seen({ upstream: 'adds', kind: 'status', name: 'paused' })])
  await recordSurprises(database.db, [seen({ upstream: 'adds', count: 3 })])
  const listed = (await listSurprises(database.db)).filter(({ upstream }) => upstream === 'adds')
  expect(listed).toMatchObject([
    { kind: 'field', name: 'data.eta', count: 5, jobId: first.jobId },
    { kind: 'status', name: 'paused', count: 1 },
  ])
  const [field] = listed
  expect(field?.lastAt.getTime()).toBeGreaterThan(field?.firstAt.getTime() ?? Number.POSITIVE_INFINITY)
})

test('a vendor that makes up names stops filling the table, and known names are counted on', async () => {
  const names = Array.from({ length: 600 }, (_, index) => `key_${index}`)
  for (const some of [names.slice(0, 500), names.slice(500)]) {
    await recordSurprises(
      database.db,
      some.map((name) => seen({ upstream: 'endless', name })),
    )
  }
  await recordSurprises(database.db, [seen({ upstream: 'endless', name: 'key_0' })])
  const [row] = await database.db.sql`
    select count(*)::int as names, max(count)::int as most from dialect_surprises where upstream = 'endless'`
  expect(row).toEqual({ names: 500, most: 2 })
  expect((await listSurprises(database.db)).filter(({ upstream }) => upstream === 'endless')).toHaveLength(
    100,
  )
})
