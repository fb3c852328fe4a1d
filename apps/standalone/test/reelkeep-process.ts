import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type ReelkeepProcess = {
  readonly pid: number
  /** Everything printed so far, both streams. */
  output(): string
  /** Resolves with the first printed line that matches, earlier ones included; rejects when the process ends first. */
  line(pattern: RegExp): Promise<string>
  signal(signal: NodeJS.Signals): void
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

const main = join(import.meta.dirname, '..', 'src', 'main.ts')

/** Runs one of our commands as a person would, with nothing of the test's own environment that could configure it. */
export function runReelkeep(args: readonly string[], env: Record<string, string> = {}): ReelkeepProcess {
  const { PATH, HOME, TMPDIR } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...definedOnly({ PATH, HOME, TMPDIR }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
      for (const listener of listeners) listener()
    })
  }
  const exited = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }))
  return {
    pid: child.pid ?? 0,
    output: () => output,
    line: (pattern) => waitForLine(child, listeners, () => output, pattern),
    signal: (signal) => child.kill(signal),
    exited,
  }
}

function waitForLine(
  child: ChildProcess,
  listeners: Set<() => void>,
  output: () => string,
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = output()
        .split('\n')
        .slice(0, -1)
        .find((line) => pattern.test(line))
      if (found === undefined) return
      listeners.delete(look)
      resolve(found)
    }
    listeners.add(look)
    child.once('close', () => reject(new Error(`ended without printing ${pattern}: ${output()}`)))
    look()
  })
}

function definedOnly(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}
