// Starts one server as our child, with its output in a log file, and stops it again in steps.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, readFileSync } from 'node:fs'
import { openLog } from './open-log.ts'
import { settlesWithin } from './wait.ts'

export type ServiceExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type RunningService = {
  readonly pid: number
  /** Resolves when the process is gone, whoever ended it; never rejects. */
  readonly exited: Promise<ServiceExit>
  stop(): Promise<void>
}

export type LaunchOptions = {
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  readonly stdin?: string
  /** The signals that end it, gentlest first, each with the time it gets. SIGKILL follows by itself. */
  readonly stopSteps: readonly { signal: NodeJS.Signals; deadlineMs: number }[]
}

export async function launch(options: LaunchOptions): Promise<RunningService> {
  const log = openLog(options.logFile)
  const [file, ...args] = options.command
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    // A session of its own: Ctrl-C in a terminal must reach us alone, since services stop after those who use them.
    detached: true,
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', log, log],
  })
  closeSync(log)
  const exited = new Promise<ServiceExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  await started(child, file)
  if (child.stdin !== null) {
    // A server that dies before it has read its settings is reported by `exited`, not by the broken pipe.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.stdin)
  }
  let stopping: Promise<void> | null = null
  const stop = () => {
    stopping ??= stopInSteps(child, exited, options.stopSteps)
    return stopping
  }
  return { pid: child.pid ?? 0, exited, stop }
}

/** The end of a server's log, for the one line that says why it did not start. */
export function lastLogLines(logFile: string, count: number): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  return lines.slice(-count).join(' | ')
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve())
    child.once('error', (cause) => reject(new Error(`cannot start ${file}: ${cause.message}`, { cause })))
  })
}

async function stopInSteps(
  child: ChildProcess,
  exited: Promise<ServiceExit>,
  steps: LaunchOptions['stopSteps'],
): Promise<void> {
  for (const { signal, deadlineMs } of steps) {
    child.kill(signal)
    if (await settlesWithin(exited, deadlineMs)) return
  }
  child.kill('SIGKILL')
  await exited
}
