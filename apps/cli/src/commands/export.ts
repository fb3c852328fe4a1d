import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { findBatchId } from './find-batch.ts'

export type ExportOptions = { readonly format: string; readonly out?: string }

/** A batch as a table or as JSON lines, into a file or to stdout. A file is whole or not there. */
export async function exportBatch(
  context: CommandContext,
  batch: string,
  { format, out }: ExportOptions,
): Promise<ExitCode> {
  const { client, terminal, callerDir } = context
  if (format !== 'csv' && format !== 'jsonl') {
    throw new CommandError(`--format must be csv or jsonl (found "${format}").`, exitCodes.usage)
  }
  const id = await findBatchId(client, batch)
  const lines = await client.download(`/v1/batches/${encodeURIComponent(id)}/export`, { format })
  if (out === undefined) {
    await pipeline(Readable.from(lines), process.stdout, { end: false })
    return exitCodes.done
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
  return exitCodes.done
}
