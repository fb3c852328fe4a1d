import { type Column, emptyWish } from '@reelkeep/core'
import { type ApiError, type Detail, invalidValue } from '../errors.ts'
import type { BatchFields } from './batch-fields.ts'
import { protectedWorkbook } from './check-zip.ts'
import { readCsvRecords } from './csv-records.ts'
import { decodeText, type EncodingGuess } from './decode-text.ts'
import type { WorkbookReader, WorkbookReading } from './read-workbook.ts'
import { readSheet, type Sheet, type SheetRecord } from './sheet-rows.ts'

/** What is said of a file beside its bytes. */
export type SaidOfFile = {
  readonly charset: string | null
  readonly sheet: string | null
  readonly isWorkbook: boolean
}

/** Reads separated text or a workbook, and holds its header against what is asked of the batch. */
export async function readTable(
  source: AsyncIterable<Uint8Array>,
  fields: BatchFields,
  said: SaidOfFile,
  notices: Detail[],
  workbooks: WorkbookReader,
): Promise<Sheet> {
  const records = await readRecords(source, said, notices, workbooks)
  const sheet = await readSheet(records, fields.file.map, notices)
  checkPromptColumn(sheet.hasPrompt, fields)
  checkVariables(sheet.columns, fields)
  return sheet
}

/** The lines of a table: the first bytes tell what it is, since systems name a file by its ending alone. */
export async function readRecords(
  source: AsyncIterable<Uint8Array>,
  said: SaidOfFile,
  notices: Detail[],
  workbooks: WorkbookReader,
): Promise<AsyncGenerator<SheetRecord>> {
  const { start, bytes } = await startOf(source)
  if (start.equals(oldWorkbook)) throw protectedWorkbook()
  return start.equals(zipFile) || said.isWorkbook
    ? workbookRecords(said, bytes, notices, workbooks)
    : csvRecords(said, bytes, notices)
}

function csvRecords(
  { sheet, charset }: SaidOfFile,
  bytes: AsyncIterable<Uint8Array>,
  notices: Detail[],
): AsyncGenerator<SheetRecord> {
  if (sheet !== null) throw notTaken('sheet', 'only a workbook has sheets')
  const text = decodeText(bytes, charset, (guess) => notices.push(guessNotice(guess)))
  return readCsvRecords(text, notices)
}

async function workbookRecords(
  { sheet, charset }: SaidOfFile,
  bytes: AsyncIterable<Uint8Array>,
  notices: Detail[],
  workbooks: WorkbookReader,
): Promise<AsyncGenerator<SheetRecord>> {
  if (charset !== null) throw notTaken('charset', 'a workbook says its encoding itself')
  const reading = await workbooks.read({ bytes: await wholeOf(bytes), sheet })
  notices.push(...reading.notices)
  return oneByOne(reading.records)
}

async function* oneByOne(records: WorkbookReading['records']): AsyncGenerator<SheetRecord> {
  for (const some of records) yield* some
}

const zipFile = Buffer.from([0x50, 0x4b, 0x03, 0x04])
/** Workbooks of before 2007, and all that have a password. */
const oldWorkbook = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** The first four bytes, and all of them again. */
async function startOf(
  source: AsyncIterable<Uint8Array>,
): Promise<{ start: Buffer; bytes: AsyncIterable<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  let isEnd = false
  while (!isEnd && held.length < zipFile.length) {
    const next = await chunks.next()
    if (next.done === true) isEnd = true
    else held = Buffer.concat([held, next.value])
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (held.length > 0) yield held
    if (!isEnd) yield* { [Symbol.asyncIterator]: () => chunks }
  }
  return { start: held.subarray(0, zipFile.length), bytes: whole() }
}

export async function wholeOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export function guessNotice({ encoding, sample }: EncodingGuess): Detail {
  const message = `the file is not UTF-8 and was read as ${encoding}, for instance "${sample}"; if that is not what stands there, name its encoding with charset, or save it as UTF-8`
  return { path: null, row: null, code: 'encoding_guessed', message, allowed: null }
}

export function notTaken(path: string, reason: string): ApiError {
  return invalidValue(path, 'not_taken', `${path} is not taken here: ${reason}.`)
}

function checkPromptColumn(hasPrompt: boolean, fields: BatchFields): void {
  if (hasPrompt || fields.template !== null || fields.defaults.prompt !== emptyWish.prompt) return
  throw invalidValue(
    'prompt',
    'column_missing',
    'The file has no column "prompt"; add it, say which column it is with map "Header=prompt", or send a template with the query parameter template.',
    ['prompt'],
  )
}

/** A column gives each row its value, so that a list of the same name would only make equal jobs. */
function checkVariables(columns: readonly Column[], { variables }: BatchFields): void {
  const twin = columns.find((column) => column.kind !== 'unnamed' && variables.has(column.name))
  if (twin === undefined) return
  const message = `The file has a column "${twin.header}" of the same name as a variable; rename one of them.`
  throw invalidValue('variables', 'variable_is_column', message)
}
