import { randomUUID } from 'node:crypto'
import type { QueueSettings } from '@reelkeep/queue'
import { inject } from 'vitest'
import './services.ts'

/** The run's Redis under a prefix of the test's own, so that no test sees another's messages. */
export function createTestQueueSettings(): Extract<QueueSettings, { kind: 'redis' }> {
  const { redis, missing } = inject('services')
  if (redis === null) throw new Error(`this test needs Redis: ${missing.join('; ')}`)
  return { kind: 'redis', url: redis.url, prefix: `{test-${randomUUID()}}` }
}

/** For `test.skipIf`: whether this run has a Redis at all. */
export function hasRedis(): boolean {
  return inject('services').redis !== null
}
