import { setTimeout as delay } from 'node:timers/promises'

const readyWithinMs = 60_000

export async function untilReady(url: string): Promise<void> {
  const until = performance.now() + readyWithinMs
  for (;;) {
    const reply = await fetch(`${url}/readyz`).catch(() => null)
    if (reply?.ok) return
    if (performance.now() > until) throw new Error('Reelkeep was not ready within a minute')
    await delay(100)
  }
}
