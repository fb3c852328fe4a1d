import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CommandContext } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** What the api streams, into a file or to stdout. A file is whole or not there. */
export async function saveLines(
  { terminal, callerDir }: CommandContext,
  lines: AsyncIterable<Uint8Array>,
  out: string | undefined,
): Promise<void> {
  if (out === undefined) {
    await pipeline(Readable.from(lines), process.stdout, { end: false })
    return
  }
  const path = resolve(callerDir, out)
  const part = `${path}.part`
  try {
    await pipeline(Readable.from(lines), createWriteStream(part))
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandError(`${out} was not written: ${why}`, exitCodes.unreachable)
  }
  terminal.note(`written to ${path}`)
}
