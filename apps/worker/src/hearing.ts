/**
 * Whether the database has answered without a gap for long enough that what others wrote is news: after an outage every
 * heartbeat is old, and says nothing about who lives.
 */
export type Hearing = {
  /** Passes the answer on; one that fails or comes late is a gap. */
  ask<Value>(work: () => Promise<Value>): Promise<Value>
  isSteady(): boolean
}

export function createHearing(settleMs: number, monotonicMs: () => number): Hearing {
  let gapAtMs: number | null = null
  return {
    ask: async (work) => {
      const startedMs = monotonicMs()
      try {
        const answer = await work()
        if (monotonicMs() - startedMs > settleMs) gapAtMs = monotonicMs()
        return answer
      } catch (error) {
        gapAtMs = monotonicMs()
        throw error
      }
    },
    isSteady: () => gapAtMs === null || monotonicMs() - gapAtMs > settleMs,
  }
}
