import type { JobWake, Producer } from '@reelkeep/queue'

/** The way to the queue store, and what is known about it: by the last ring, or the last look, whichever was later. */
export type Rings = {
  wake(wakes: readonly JobWake[]): Promise<void>
  /** Rejects unless the store takes a write. */
  ping(): Promise<void>
  isAnswered(): boolean
}

export function createRings(producer: Pick<Producer, 'wake' | 'ping'>): Rings {
  let isAnswered = true

  async function noting(ask: () => Promise<void>): Promise<void> {
    try {
      await ask()
      isAnswered = true
    } catch (error) {
      isAnswered = false
      throw error
    }
  }

  return {
    wake: (wakes) => noting(() => producer.wake(wakes)),
    ping: () => noting(() => producer.ping()),
    isAnswered: () => isAnswered,
  }
}
