import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dieWithParent } from '@reelkeep/embedded'

/** A process of ours in a world: its log is kept in a file, and it dies when we do, however we die. */
export type Child = {
  readonly process: ChildProcess
  readonly pid: number
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>
  /** Resolves with the first message of that type; rejects when it ends before it. */
  readonly says: (type: ChildMessage['type']) => Promise<ChildMessage>
  readonly kill: () => Promise<void>
  readonly log: () => string
}

export type ChildMessage =
  | { readonly type: 'loaded' }
  | { readonly type: 'ready'; readonly url: string | null }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'fired'; readonly jobId: string }

export type ChildOptions = {
  /** A file of chaos/src. */
  readonly entry: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nodeOptions?: readonly string[]
  readonly logFile: string
}

/** The kernel's word to the child when we are gone; it reaches a frozen one too. */
const withUs = dieWithParent('KILL')
const compileCache = join(import.meta.dirname, '../../../node_modules/.cache/reelkeep/node')

export function spawnChild({ entry, env, nodeOptions = [], logFile }: ChildOptions): Child {
  const log = openSync(logFile, 'a')
  const words = [...withUs, process.execPath, ...nodeOptions, join(import.meta.dirname, '..', entry)]
  const [file = process.execPath, ...args] = words
  const child = spawn(file, args, {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...env },
    // Ctrl-C reaches the parent alone, which ends the world.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const heard: ChildMessage[] = []
  const listeners = new Set<() => void>()
  let hasEnded = false
  const tellAll = () => {
    for (const listener of listeners) listener()
  }
  child.on('message', (message: ChildMessage) => {
    heard.push(message)
    tellAll()
  })
  child.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      hasEnded = true
      resolve()
      // The last messages may still be in the pipe.
      setImmediate(tellAll)
    })
  })
  const readLog = () => readFileSync(logFile, 'utf8')
  return {
    process: child,
    pid: child.pid ?? 0,
    ended,
    says: (type) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const said = heard.find((message) => message.type === type)
          const failed = heard.find((message) => message.type === 'failed')
          if (said === undefined && failed === undefined && !hasEnded) return
          listeners.delete(look)
          if (said !== undefined) return resolve(said)
          const why = failed?.type === 'failed' ? failed.reason : readLog().trimEnd().split('\n').at(-1)
          reject(new Error(`${entry} ended before it was ${type}: ${why}`))
        }
        listeners.add(look)
        look()
      }),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    log: readLog,
  }
}
