import { type ChildProcess, fork } from 'node:child_process'
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openLog, type ServiceExit } from '@reelkeep/embedded'
import { compileCacheDir } from '../paths.ts'
import type { Running } from '../services/supervise.ts'
import type { ChildMessage, ParentMessage } from './messages.ts'
import type { Role } from './roles.ts'

export type ChildOptions = {
  readonly role: Role
  readonly env: NodeJS.ProcessEnv
  /** Where its output goes; to our own when null. */
  readonly logFile: string | null
  /** How long a stop may take before the child is killed. */
  readonly stopWithinMs: number
}

export type RunningChild = Running & { readonly url: string | null; kill(): void }

const READY_WITHIN_MS = 60_000

/** Runs a role in a process of its own and waits until it says that it is ready. */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
  const log = options.logFile === null ? 'inherit' : openLog(options.logFile)
  const child = fork(join(import.meta.dirname, '..', 'child.ts'), [options.role], {
    env: { NODE_COMPILE_CACHE: compileCacheDir, ...options.env },
    // A session of its own: Ctrl-C in a terminal reaches the parent alone, which stops everyone in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  if (typeof log === 'number') closeSync(log)
  const exited = new Promise<ServiceExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: 1, signal: null }))
  })
  const url = await ready(child, options)
  let stopping: Promise<void> | null = null
  const stop = () => {
    stopping ??= stopChild(child, exited, options.stopWithinMs)
    return stopping
  }
  return { pid: child.pid ?? 0, exited, url, stop, kill: () => child.kill('SIGKILL') }
}

function ready(child: ChildProcess, { role, logFile }: ChildOptions): Promise<string | null> {
  const where = logFile === null ? '' : `; its last words are in ${logFile}`
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      child.kill('SIGKILL')
      reject(new Error(reason))
    }
    const timer = setTimeout(() => fail(`the ${role} was not ready within 60 s${where}`), READY_WITHIN_MS)
    child.once('message', (message: ChildMessage) => {
      clearTimeout(timer)
      message.type === 'ready' ? resolve(message.url) : fail(message.reason)
    })
    child.once('error', (cause) => fail(`cannot start the ${role}: ${cause.message}`))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`the ${role} ended while starting (${signal ?? `exit code ${code}`})${where}`))
    })
  })
}

async function stopChild(child: ChildProcess, exited: Promise<ServiceExit>, withinMs: number): Promise<void> {
  const message: ParentMessage = { type: 'stop' }
  if (child.connected) child.send(message, () => undefined)
  const timer = new AbortController()
  const late = delay(withinMs, 'late' as const, { signal: timer.signal }).catch(() => 'in time' as const)
  const end = await Promise.race([exited.then(() => 'in time' as const), late])
  timer.abort()
  if (end === 'late') child.kill('SIGKILL')
  await exited
}
