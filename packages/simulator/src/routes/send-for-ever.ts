import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** Sends a beginning, then one and the same piece again and again until the client goes away or the simulator stops. */
export async function sendForEver(
  response: ServerResponse,
  beginning: Buffer,
  piece: Buffer,
  everyMs: number,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    response.write(beginning)
    while (!gone.signal.aborted) {
      if (!response.write(piece)) await once(response, 'drain', { signal: gone.signal })
      await delay(everyMs, undefined, { signal: gone.signal })
    }
  } catch (error) {
    // The client's leaving is the end that this is made for.
    if (!gone.signal.aborted) throw error
  }
}
