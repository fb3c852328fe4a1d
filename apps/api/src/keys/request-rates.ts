import type { AppDeps } from '../deps.ts'

export type RequestRates = {
  /** Takes one request from the key's bucket; else in how many seconds there is one. Null: taken. */
  take(keyId: string, perMinute: number): number | null
}

type Bucket = { tokens: number; atMs: number }

const minuteMs = 60_000
const bucketsMax = 10_000

/**
 * A bucket a key, that fills by so many a minute and holds a minute's worth. In this process alone: with several apis a
 * key may ask each of them as often. What must never be passed is money, and that is held in Postgres.
 */
export function createRequestRates(clock: AppDeps['clock']): RequestRates {
  const buckets = new Map<string, Bucket>()
  return {
    take(keyId, perMinute) {
      const nowMs = clock.now().getTime()
      const bucket = buckets.get(keyId) ?? { tokens: perMinute, atMs: nowMs }
      // A clock that was set back must not empty a bucket, nor fill it.
      const filled = (Math.max(0, nowMs - bucket.atMs) * perMinute) / minuteMs
      const tokens = Math.min(perMinute, bucket.tokens + filled)
      const isTaken = tokens >= 1
      if (buckets.size >= bucketsMax) buckets.clear()
      buckets.set(keyId, { tokens: isTaken ? tokens - 1 : tokens, atMs: nowMs })
      return isTaken ? null : Math.ceil(((1 - tokens) * 60) / perMinute)
    },
  }
}
