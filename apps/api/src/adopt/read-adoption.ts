import {
  isRecord,
  type JobWish,
  type JsonValue,
  type Problem,
  readItem,
  type WishReading,
} from '@reelkeep/core'
import { readCsvRecords } from '../batches/csv-records.ts'
import { decodeText } from '../batches/decode-text.ts'
import type { RowPlace } from '../batches/problem-list.ts'
import { guessNotice } from '../batches/read-table.ts'
import { readSheet } from '../batches/sheet-rows.ts'
import { type Detail, invalidValue } from '../errors.ts'
import { refuseDeepJson } from '../json-depth.ts'

/** A row that names a task made elsewhere, read and not yet held against anything. */
export type AdoptRow = {
  readonly source: RowPlace
  readonly taskId: string | null
  readonly wish: JobWish
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** The caller's own columns; null outside files. */
  readonly data: { readonly [key: string]: JsonValue } | null
}

export type AdoptFile = {
  readonly rows: readonly AdoptRow[]
  /** The header of a sheet; null for everything else. */
  readonly columns: readonly string[] | null
  readonly notices: readonly Detail[]
}

/** More than this is sent in several requests; polls of so many take minutes as it is. */
export const adoptRowsMax = 5_000

/** The rows of a JSON body, given as its `rows` or as the body itself. */
export function adoptRowsOf(values: readonly unknown[], prefixOf: (index: number) => string): AdoptFile {
  checkCount(values.length)
  const rows = values.map((value, index) => readValue(value, index + 1, null, prefixOf(index)))
  return { rows, columns: null, notices: [] }
}

/** A row in each line of JSON. */
export async function readAdoptLines(bytes: Buffer, charset: string | null): Promise<AdoptFile> {
  const notices: Detail[] = []
  let text = ''
  for await (const piece of decodeText(once(bytes), charset, (guess) => notices.push(guessNotice(guess)))) {
    text += piece
  }
  const rows: AdoptRow[] = []
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    rows.push(readValue(jsonOf(content), rows.length + 1, index + 1, ''))
    checkCount(rows.length)
  }
  return { rows, columns: null, notices }
}

/** A row in each line of a sheet, whose column task_id names the tasks. */
export async function readAdoptSheet(bytes: Buffer, charset: string | null): Promise<AdoptFile> {
  const notices: Detail[] = []
  const text = decodeText(once(bytes), charset, (guess) => notices.push(guessNotice(guess)))
  const sheet = await readSheet(readCsvRecords(text, notices), new Map(), notices)
  const column = sheet.columns.find(({ header }) => isTaskColumn(header))
  if (column === undefined) {
    const message = `The file has no column "task_id"; it has ${sheet.header.join(', ')}.`
    throw invalidValue('task_id', 'column_missing', message, ['task_id'])
  }
  const rows: AdoptRow[] = []
  for await (const { reading, data, ...source } of sheet.rows) {
    const { [column.header]: taskId, ...metadata } = reading.wish.metadata
    rows.push(
      settleRow(source, { ...reading, wish: { ...reading.wish, metadata } }, textOf(taskId), taskId, data),
    )
    checkCount(rows.length)
  }
  return { rows, columns: sheet.header, notices }
}

function isTaskColumn(header: string): boolean {
  return header.toLowerCase().replace(/[^a-z]/g, '') === 'taskid'
}

/** A line that is no JSON at all; told from a line that says null. */
const notJson = Symbol('not JSON')

function jsonOf(content: string): unknown {
  try {
    return refuseDeepJson(JSON.parse(content))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return notJson
  }
}

function readValue(value: unknown, row: number, line: number | null, pathPrefix: string): AdoptRow {
  const source = { row, line, pathPrefix, columnOf: () => null }
  if (value === notJson || !isRecord(value)) {
    const message =
      value === notJson
        ? 'the line is not valid JSON'
        : 'a row must be a JSON object with upstream and task_id'
    const code = value === notJson ? 'line_not_json' : 'not_an_object'
    const reading = readItem({})
    return { source, taskId: null, ...reading, problems: [{ path: '', code, message }], data: null }
  }
  const { task_id: taskId, ...item } = value
  return settleRow(source, readItem(item), textOf(taskId), taskId, null)
}

function settleRow(
  source: AdoptRow['source'],
  { wish, problems, warnings }: WishReading,
  taskId: string | null,
  given: unknown,
  data: AdoptRow['data'],
): AdoptRow {
  return { source, taskId, wish, problems: [...problems, ...taskProblems(taskId, given)], warnings, data }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

const taskIdLengthMax = 500

function taskProblems(taskId: string | null, given: unknown): Problem[] {
  if (taskId === null) {
    const isGiven = given !== undefined && given !== null && typeof given !== 'string'
    return isGiven
      ? [{ path: 'task_id', code: 'not_text', message: 'task_id must be text, in quotes' }]
      : [{ path: 'task_id', code: 'required', message: 'task_id is required' }]
  }
  if (/^[\x21-\x7e]+$/.test(taskId) && taskId.length <= taskIdLengthMax) return []
  const message = `task_id must be the task's id exactly as the upstream shows it: no spaces, at most ${taskIdLengthMax} characters`
  return [{ path: 'task_id', code: 'task_id_not_one', message }]
}

function checkCount(rows: number): void {
  if (rows <= adoptRowsMax) return
  const message = `A request may adopt ${adoptRowsMax} tasks at most; send the rest in another.`
  throw invalidValue('rows', 'too_many_rows', message)
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}
