import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import type { CommandContext } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** A file of prompts as it goes to the api: its own bytes, read from the disk while they are sent. */
export type BatchFile = {
  /** As the person wrote it, for sentences. */
  readonly path: string
  /** Without folder and ending, for the name of the batch. */
  readonly title: string
  readonly content: Blob
  readonly contentType: string
  /** Of the bytes, to see whether the file changed between a quote and the order. */
  readonly sha256: string
}

const contentTypes: { readonly [extension: string]: string } = {
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/csv',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
  '.json': 'application/json',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const mebibyte = 1024 * 1024
/** What the api takes (CONTRACT: POST /v1/batches); JSON is held whole while it is read. */
const bytesMax = 64 * mebibyte
const jsonBytesMax = 16 * mebibyte

/** Throws a CommandError that says what to do: no such file, an ending that says nothing, too large. */
export async function openBatchFile(
  { callerDir }: Pick<CommandContext, 'callerDir'>,
  path: string,
  encoding?: string,
): Promise<BatchFile> {
  const contentType = contentTypeOf(path)
  const place = resolve(callerDir, path)
  const { size } = await statFile(place, path)
  checkSize(path, size, contentType)
  const content = await openAsBlob(place)
  return {
    path,
    title: basename(path, extname(path)),
    content,
    contentType: encoding === undefined ? contentType : `${contentType}; charset=${encoding}`,
    sha256: await sha256Of(content),
  }
}

function contentTypeOf(path: string): string {
  const known = contentTypes[extname(path).toLowerCase()]
  if (known !== undefined) return known
  const old = extname(path).toLowerCase() === '.xls' ? ' Save the old .xls as .xlsx first.' : ''
  throw new CommandError(
    `Cannot tell what ${path} is: its name must end in ${Object.keys(contentTypes).join(', ')}.${old}`,
    exitCodes.usage,
  )
}

async function statFile(place: string, path: string): Promise<{ size: number }> {
  try {
    const found = await stat(place)
    if (found.isFile()) return found
  } catch (error) {
    throw cannotRead(path, error)
  }
  throw new CommandError(`Cannot read ${path}: it is not a file.`, exitCodes.usage)
}

function checkSize(path: string, size: number, contentType: string): void {
  const isJson = contentType === 'application/json'
  const most = isJson ? jsonBytesMax : bytesMax
  if (size <= most) return
  const fix = isJson
    ? 'Save the rows as NDJSON (a job per line, up to 64 MiB), or split it.'
    : 'Split it in two and send each under its own --name.'
  throw new CommandError(
    `${path} is ${(size / mebibyte).toFixed(1)} MiB; at most ${most / mebibyte} MiB can be sent. ${fix}`,
    exitCodes.usage,
  )
}

async function sha256Of(content: Blob): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of content.stream()) hash.update(chunk)
  return hash.digest('hex')
}

function cannotRead(path: string, error: unknown): CommandError {
  return new CommandError(
    `Cannot read ${path}: ${error instanceof Error ? error.message : error}`,
    exitCodes.usage,
  )
}
