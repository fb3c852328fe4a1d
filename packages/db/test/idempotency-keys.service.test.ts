import { createTestDatabase } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { adminOwnerId, forgetIdempotencyKeys } from '../src/index.ts'

test('only keys past their day are forgotten, a bounded number at a time', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await db.sql`
    insert into idempotency_keys (owner_id, key, method, path, request_hash, expires_at)
    select ${adminOwnerId}, 'key ' || n, 'POST', '/v1/jobs', 'hash', now() + make_interval(mins => n)
    from generate_series(-2, 1) as n`
  expect(await forgetIdempotencyKeys(db, { limit: 2 })).toBe(2)
  expect(await forgetIdempotencyKeys(db, { limit: 2 })).toBeLessThanOrEqual(1)
  const left = await db.sql<{ key: string }[]>`select key from idempotency_keys order by key`
  expect(left.map(({ key }) => key)).toContain('key 1')
  expect(left.map(({ key }) => key)).not.toContain('key -1')
})
