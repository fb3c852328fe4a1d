import { CommandError, exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { RequestError } from './request-error.ts'

/** The server may be away this long before we give up; it can be restarted meanwhile. */
const patienceMs = 60_000

/** For asking again and again: null while the server is away, until that takes too long. */
export function patiently(terminal: Terminal): <Reply>(ask: () => Promise<Reply>) => Promise<Reply | null> {
  let answeredAt = performance.now()
  return async (ask) => {
    try {
      const reply = await ask()
      answeredAt = performance.now()
      return reply
    } catch (error) {
      if (!isAway(error) || performance.now() - answeredAt > patienceMs) throw error
      terminal.redraw('the server does not answer; still trying')
      return null
    }
  }
}

/** No answer, or one that says that a service behind the server is away for now. */
function isAway(error: unknown): boolean {
  if (error instanceof RequestError) return error.status >= 502 && error.status <= 504
  return error instanceof CommandError && error.exitCode === exitCodes.unreachable
}
