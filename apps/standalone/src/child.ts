// The entry of a child process: runs one role until it is told to stop, or until its parent is gone. A parent killed
// with -9 takes its services along, so nothing that is left could be worth finishing.

import type { ChildMessage, ParentMessage } from './children/messages.ts'
import { isRole, startRole } from './children/roles.ts'

process.on('disconnect', () => process.exit(1))

const role = process.argv[2]
if (!isRole(role)) throw new Error(`child.ts takes a role (found "${role}")`)

const stopping = Promise.withResolvers<void>()
process.on('message', (message: ParentMessage) => {
  if (message.type === 'stop') stopping.resolve()
})
process.on('SIGTERM', () => stopping.resolve())
// Ctrl-C belongs to the parent, which stops us in our turn.
process.on('SIGINT', () => undefined)

try {
  const running = await startRole(role, process.env)
  tell({ type: 'ready', url: running.url ?? null })
  await stopping.promise
  await running.stop()
  process.exit(0)
} catch (error) {
  console.error(error)
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) }, () =>
    process.exit(1),
  )
}

function tell(message: ChildMessage, done?: () => void): void {
  process.send?.(message, undefined, undefined, () => done?.())
}
