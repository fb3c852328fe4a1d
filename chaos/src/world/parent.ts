import process from 'node:process'
import type { ChildMessage } from './child.ts'

/** From a child to the process that started it; resolves when the message has left, since a SIGKILL may follow. */
export function tellParent(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) return resolve()
    process.send(message, undefined, undefined, () => resolve())
  })
}

/** Runs what `begin` starts until SIGTERM, or until the parent is gone. */
export async function serveUntilStopped(
  begin: () => Promise<{ readonly url?: string; stop(): Promise<void> }>,
): Promise<void> {
  process.on('disconnect', () => process.exit(1))
  process.on('SIGINT', () => undefined)
  const stopping = Promise.withResolvers<void>()
  process.on('SIGTERM', () => stopping.resolve())
  try {
    const running = await begin()
    await tellParent({ type: 'ready', url: running.url ?? null })
    await stopping.promise
    await running.stop()
    process.exit(0)
  } catch (error) {
    await tellParent({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
    process.exit(1)
  }
}
