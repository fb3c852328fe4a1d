import { judgeEviction, judgeQueueVersion } from '@reelkeep/core'
import { createTestQueueSettings } from '@reelkeep/testing'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { openProducer } from '../src/index.ts'

test('a store that was told to evict is seen to, and is a failure with its fix', async () => {
  const settings = createTestQueueSettings()
  const redis = new Redis(settings.url)
  const producer = openProducer(settings)
  try {
    const before = await producer.inspect()
    expect(judgeQueueVersion(before?.version ?? '').outcome).toBe('ok')
    expect(judgeEviction(before?.evictionPolicy ?? '').outcome).toBe('ok')
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    const judged = judgeEviction((await producer.inspect())?.evictionPolicy ?? '')
    expect(judged).toMatchObject({ outcome: 'failed', fix: expect.stringContaining('noeviction') })
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction')
    redis.disconnect()
    await producer.close()
  }
})
