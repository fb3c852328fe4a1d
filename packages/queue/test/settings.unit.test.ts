import { describe, expect, it } from 'vitest'
import { readQueueSettings } from '../src/index.ts'

describe('readQueueSettings', () => {
  it('takes Redis from REDIS_URL, under one hash tag', () => {
    const settings = readQueueSettings({ REDIS_URL: 'redis://127.0.0.1:6379' })
    expect(settings).toEqual({ kind: 'redis', url: 'redis://127.0.0.1:6379', prefix: '{reelkeep}' })
  })

  it('takes the database when REELKEEP_QUEUE says postgres', () => {
    const settings = readQueueSettings({
      REELKEEP_QUEUE: 'postgres',
      DATABASE_URL: 'postgres://u@h/d',
      REDIS_URL: 'redis://ignored',
    })
    expect(settings).toEqual({ kind: 'postgres', url: 'postgres://u@h/d', schema: 'reelkeep_queue' })
  })

  it.each([
    [{}, 'REDIS_URL must be set to redis://host:port or rediss://host:port'],
    [{ REDIS_URL: 'http://x' }, 'REDIS_URL must be redis://'],
    [{ REELKEEP_QUEUE: 'kafka' }, 'REELKEEP_QUEUE must be "redis" or "postgres" (found "kafka")'],
    [{ REELKEEP_QUEUE: 'postgres' }, 'DATABASE_URL must be set'],
  ])('names the setting and the fix in one line: %j', (env, start) => {
    expect(() => readQueueSettings(env)).toThrow(start)
  })

  it('never repeats an address, which may hold a password', () => {
    expect(() => readQueueSettings({ REDIS_URL: 'http://u:hunter2@h' })).not.toThrow(/hunter2/)
  })
})
