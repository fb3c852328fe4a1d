import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { compileCacheDir } from '../src/paths.ts'

const main = join(import.meta.dirname, '..', '..', 'cli', 'src', 'main.ts')

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** The shell as a person calls it from `folder`, with pipes where the terminal would be. */
export async function runCli(
  args: readonly string[],
  {
    folder,
    env,
    leaves = false,
    interruptsAt,
  }: {
    readonly folder: string
    readonly env: Readonly<Record<string, string>>
    /** The reader of its answers goes away before the first one, as `head` does early. */
    readonly leaves?: boolean
    /** Presses Ctrl-C once, as soon as this is to be read on stderr. */
    readonly interruptsAt?: RegExp
  },
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCacheDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (leaves) child.stdout.destroy()
  const texts = { out: '', err: '' }
  let interrupts = interruptsAt
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text
    if (interrupts?.test(texts.err) !== true) return
    interrupts = undefined
    child.kill('SIGINT')
  })
  await once(child, 'close')
  return { code: child.exitCode, ...texts }
}
