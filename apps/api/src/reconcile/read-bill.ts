import { createHash } from 'node:crypto'
import {
  type BillColumns,
  type BillField,
  type BillUnit,
  guessBillColumns,
  isRecord,
  type Ticks,
  ticksFromBill,
} from '@reelkeep/core'
import type { BilledTask } from '@reelkeep/db'
import { readCsvRecords } from '../batches/csv-records.ts'
import { decodeText } from '../batches/decode-text.ts'
import { type Detail, invalidRequest, invalidValue } from '../errors.ts'

export type BillFormat = 'csv' | 'json' | 'ndjson'

export type Bill = {
  readonly format: BillFormat
  readonly sha256: string
  readonly columns: BillColumns
  /** One for each task, with the sum of its lines: a refund is a line of its own. */
  readonly tasks: readonly BilledTask[]
  readonly lineCount: number
  readonly sumTicks: Ticks
}

/** A line of the file: where it stands, and its cells by column. */
type BillLine = { readonly line: number; readonly cells: ReadonlyMap<string, string> }

const linesMax = 200_000
const problemsMax = 100
/** Of a whole file, and so of each task in it: 500 million dollars. The database keeps a little less than twice as much. */
const sumTicksMax = 5_000_000_000_000_000_000n

/** Reads a vendor's usage file: separated text, a JSON list or an object that holds one, or JSON lines. Every problem at once. */
export async function readBill(
  bytes: Buffer,
  given: Readonly<Partial<Record<BillField, string>>>,
): Promise<Bill> {
  const text = await textOf(bytes)
  const { format, headers, lines } = await linesOf(text)
  for (const [field, column] of Object.entries(given)) {
    if (headers.includes(column) || (field === 'unit' && (column === 'usd' || column === 'ticks'))) continue
    throw invalidValue(
      'map',
      'column_unknown',
      `map.${field}: the file has no column "${column}"; it has ${headers.join(', ')}`,
    )
  }
  const guess = guessBillColumns(headers, given)
  if (!guess.ok) {
    throw invalidValue(
      'map',
      'column_not_found',
      `No column looks like the ${guess.field === 'amount' ? 'amount charged' : 'task id'}; name it, as in map={"${guess.field}":"…"}. The file has ${headers.join(', ')}.`,
    )
  }
  const { columns } = guess
  const problems: Detail[] = []
  const tasks = new Map<string, BilledTask>()
  let sumTicks = 0n
  for (const each of lines) {
    const read = readLine(each, columns)
    if (typeof read === 'string') {
      problems.push({
        path: columns.amount,
        row: null,
        line: each.line,
        code: 'line_unreadable',
        message: `line ${each.line}: ${read}`,
        allowed: null,
      })
      continue
    }
    if (read === null) continue
    sumTicks += read.ticks
    if (sumTicks > sumTicksMax || sumTicks < -sumTicksMax)
      throw invalidValue(
        'map',
        'sum_too_large',
        `The amounts add up to more than any bill: is "${columns.amount}" the column of what was charged, in ${columns.unit}? Name another one, or the unit, in map.`,
      )
    tasks.set(read.taskId, joined(tasks.get(read.taskId), read, each.line))
  }
  if (problems.length > 0) throw invalidRequest(problems.slice(0, problemsMax), problems.length)
  if (tasks.size === 0) throw invalidValue('body', 'no_lines', 'The file has no line with a task id.')
  return {
    format,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    columns,
    tasks: [...tasks.values()],
    lineCount: lines.length,
    sumTicks,
  }
}

type ReadLine = {
  readonly taskId: string
  readonly ticks: Ticks
  readonly at: Date | null
  readonly model: string | null
}

/** A line's charge; a text says what is wrong with it; null: it is about no task, such as a sum at the end. */
function readLine({ cells }: BillLine, columns: BillColumns): ReadLine | string | null {
  const cell = (column: string | null) => (column === null ? '' : (cells.get(column)?.trim() ?? ''))
  const taskId = cell(columns.taskId)
  if (taskId === '') return null
  if (taskId.length > 200 || /\p{Cc}/u.test(taskId))
    return 'the task id is longer than 200 characters or holds control characters'
  const unit = unitOf(cell(columns.unitColumn), columns.unit)
  if (unit === null) {
    return `the amount is in ${cell(columns.unitColumn)}; only US dollars and ticks can be held against the ledger`
  }
  const amount = cell(columns.amount)
  const ticks = ticksFromBill(amount, unit)
  if (ticks === null) return `"${amount.slice(0, 40)}" is no amount in ${unit} of at most ten decimals`
  const at = cell(columns.at)
  const moment = momentOf(at)
  if (moment === undefined) return `"${at.slice(0, 40)}" is no time`
  return { taskId, ticks, at: moment, model: cell(columns.model).slice(0, 200) || null }
}

function unitOf(said: string, otherwise: BillUnit): BillUnit | null {
  switch (said.toLowerCase()) {
    case '':
      return otherwise
    case 'usd':
    case '$':
    case 'us$':
      // A column of ticks is one of ticks, whatever currency they are a fraction of.
      return otherwise
    case 'ticks':
    case 'tick':
      return 'ticks'
    default:
      return null
  }
}

/** Null: the line says none. Undefined: what it says is none. Numbers are seconds or milliseconds since 1970. */
function momentOf(text: string): Date | null | undefined {
  if (text === '') return null
  const seconds = /^\d{9,13}(\.\d+)?$/.test(text) ? Number(text) : null
  const isMs = seconds !== null && seconds > 1e11
  // A time without a zone is taken for UTC, as it is everywhere here.
  const zoned =
    /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(text) || !/\d:\d/.test(text) ? text : `${text.replace(' ', 'T')}Z`
  const moment = seconds === null ? new Date(zoned) : new Date(isMs ? seconds : seconds * 1000)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

function joined(before: BilledTask | undefined, read: ReadLine, line: number): BilledTask {
  if (before === undefined) return { ...read, fileLines: [line] }
  return {
    ...before,
    ticks: before.ticks + read.ticks,
    at: before.at ?? read.at,
    model: before.model ?? read.model,
    fileLines: before.fileLines.length < 100 ? [...before.fileLines, line] : before.fileLines,
  }
}

async function textOf(bytes: Buffer): Promise<string> {
  let text = ''
  for await (const part of decodeText(once(bytes), null, () => undefined)) text += part
  return text.replace(/^\uFEFF/, '')
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value
}

type FileLines = {
  readonly format: BillFormat
  readonly headers: readonly string[]
  readonly lines: readonly BillLine[]
}

async function linesOf(text: string): Promise<FileLines> {
  const start = text.trimStart()[0]
  if (start !== '{' && start !== '[') return csvLines(text)
  const whole = jsonOf(text)
  const listed = whole === undefined ? null : listIn(whole)
  if (listed !== null)
    return objectLines(
      'json',
      listed.map((value, index) => ({ line: index + 1, value })),
    )
  const rows = text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, text: line }]))
  return objectLines(
    'ndjson',
    rows.map(({ line, text: lineText }) => {
      const value = jsonOf(lineText)
      if (value === undefined)
        throw invalidValue(
          'body',
          'not_json',
          `line ${line} is no JSON; send CSV, a JSON list, or a JSON object a line`,
        )
      return { line, value }
    }),
  )
}

async function csvLines(text: string): Promise<FileLines> {
  let headers: readonly string[] | null = null
  const lines: BillLine[] = []
  for await (const { cells, line } of readCsvRecords(once(text))) {
    if (cells.every((cell) => cell.trim() === '')) continue
    if (headers === null) {
      headers = cells.map((cell) => cell.trim())
      continue
    }
    const names = headers
    lines.push({
      line,
      cells: new Map(
        cells.flatMap((cell, index): [string, string][] => (names[index] ? [[names[index], cell]] : [])),
      ),
    })
    refuseTooMany(lines.length)
  }
  return { format: 'csv', headers: headers ?? [], lines }
}

function objectLines(
  format: BillFormat,
  rows: readonly { readonly line: number; readonly value: unknown }[],
): FileLines {
  refuseTooMany(rows.length)
  const headers = new Set<string>()
  const lines = rows.map(({ line, value }): BillLine => {
    if (!isRecord(value))
      throw invalidValue('body', 'not_an_object', `entry ${line} is no object with a task id and an amount`)
    const cells = new Map(cellsOf(value, ''))
    for (const name of cells.keys()) headers.add(name)
    return { line, cells }
  })
  return { format, headers: [...headers], lines }
}

/** Nested values under dotted names: `usage.cost_in_usd_ticks`. */
function cellsOf(value: { readonly [key: string]: unknown }, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    if (isRecord(inner) && prefix === '') return cellsOf(inner, `${key}.`)
    return inner === null || typeof inner === 'object' ? [] : [[prefix + key, String(inner)]]
  })
}

/** The list itself, or the longest one that the object holds. */
function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (!isRecord(value)) return null
  const lists = Object.values(value).filter((inner) => Array.isArray(inner))
  return lists.sort((one, other) => other.length - one.length)[0] ?? null
}

/** Figures keep the digits they were written with: ticks outgrow a number. Undefined: it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    // The third argument is of ECMAScript 2025; the types of our TypeScript do not know it yet.
    const reviver = (_key: string, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' ? (context?.source ?? value) : value
    return JSON.parse(text, reviver as (key: string, value: unknown) => unknown)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function refuseTooMany(count: number): void {
  if (count > linesMax)
    throw invalidValue(
      'body',
      'too_many_lines',
      `A bill may have ${linesMax} lines; send it in parts, by month or by day.`,
    )
}
