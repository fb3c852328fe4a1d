import { createTestDatabase } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import {
  adminOwnerId,
  claimIdempotencyKey,
  forgetIdempotencyKeys,
  keepIdempotentReply,
  newOrderId,
  readIdempotencyKey,
  releaseIdempotencyKey,
} from '../src/index.ts'

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

test('a holder that was taken for dead neither answers for its successor nor frees the key under it', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const request = { ownerId: adminOwnerId, key: 'k', method: 'POST', path: '/v1/jobs/job_1/retry', hash: 'h' }
  const claim = async () => {
    const claimed = await claimIdempotencyKey(db, request, newOrderId())
    return claimed ?? expect.fail('the key is not free')
  }
  const slow = await claim()
  await db.sql`update idempotency_keys set created_at = created_at - interval '3 minutes'`
  const successor = await claim()
  expect(successor.order).toBe(slow.order)
  await keepIdempotentReply(db, slow, { statusCode: 409, body: { of: 'the slow one' } })
  await releaseIdempotencyKey(db, slow)
  expect(await claimIdempotencyKey(db, request, newOrderId())).toBeNull()
  await keepIdempotentReply(db, successor, { statusCode: 200, body: { of: 'its successor' } })
  expect(await readIdempotencyKey(db, request)).toMatchObject({ outcome: 'done', statusCode: 200 })
})
