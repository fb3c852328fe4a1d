import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CommandContext } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** What the api streams, into a file or to stdout. A file is whole or not there. */
export async function saveLines(
  { terminal, callerDir }: Pick<CommandContext, 'terminal' | 'callerDir'>,
  lines: AsyncIterable<Uint8Array>,
  out: string | undefined,
): Promise<void> {
  if (out === undefined) {
    await terminal.pour(lines).catch((error) => {
      throw new CommandError(
        `What was printed is not whole: ${wordsOf(error)}. Ask again.`,
        isOurs(error) ? exitCodes.usage : exitCodes.unreachable,
      )
    })
    return
  }
  const path = resolve(callerDir, out)
  const part = `${path}.part`
  try {
    await pipeline(Readable.from(lines), createWriteStream(part))
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw new CommandError(
      `${out} was not written: ${wordsOf(error)}`,
      isOurs(error) ? exitCodes.usage : exitCodes.unreachable,
    )
  }
  terminal.note(`written to ${path}`)
}

/** This machine could not write; else the server's answer broke off. */
function isOurs(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** A connection that broke says why in its cause. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
