/** A bucket of requests that fills again by itself. */
export type RateLimit = {
  /** null: the request may pass. Else the vendor's numbers, as its refusal names them. */
  take(nowMs: number): { readonly actual: number; readonly limit: number } | null
}

const burst = 2

/** `perSecond` counts the vendor's seconds, of which `speed` pass in one of ours. */
export function openRateLimit(perSecond: number, speed: number): RateLimit {
  let left = burst
  let filledAtMs: number | null = null
  return {
    take(nowMs) {
      const elapsedS = filledAtMs === null ? 0 : ((nowMs - filledAtMs) / 1000) * speed
      left = Math.min(left + elapsedS * perSecond, burst)
      filledAtMs = nowMs
      if (left < 1) return { actual: Math.ceil(perSecond) + 1, limit: perSecond }
      left -= 1
      return null
    },
  }
}
