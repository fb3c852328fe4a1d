import { statusOf } from './status-of.ts'
import type { WriteOutcome } from './store.ts'

/**
 * A conditional write. 412: somebody was there first, perhaps we ourselves with an answer that was lost. 409: two
 * writes met, and the same one may be tried again.
 */
export async function writeOnce(write: () => Promise<unknown>): Promise<WriteOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      await write()
      return 'written'
    } catch (error) {
      const status = statusOf(error)
      if (status === 412) return 'taken'
      if (status !== 409 || tries >= 3) throw error
    }
  }
}
