import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type Ready = { readonly url: string; readonly baseUrl?: string }
export type Child = { readonly pid: number; readonly ready: Ready; readonly stop: () => Promise<void> }

/** A service of ours in a process of its own, so that its processor time is nobody else's. */
export async function startChild(file: string, options: object): Promise<Child> {
  const child = fork(join(import.meta.dirname, '..', file), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ready = await firstMessage<Ready>(child)
  return {
    pid: child.pid ?? 0,
    ready,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

export async function firstMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message))
    child.once('exit', (code) =>
      reject(new Error(`${child.spawnargs.at(1)} ended with ${code} before it said anything`)),
    )
  })
}
