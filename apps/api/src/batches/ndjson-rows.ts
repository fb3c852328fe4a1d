import { emptyWish, type JsonValue, readBatchLine, type WishReading, wishVariables } from '@reelkeep/core'
import { invalidRequest } from '../errors.ts'
import { isTooDeep, tooDeepMessage } from '../json-depth.ts'
import { roundedNumbers } from './rounded-numbers.ts'
import { rowLengthMax, type SourceRow } from './source-row.ts'

/** Reads a job per line, or OpenAI batch lines. A line that is not JSON is a problem of its row, not the end. */
export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<SourceRow> {
  let row = 0
  for await (const { line, content } of linesOf(text)) {
    if (content.trim() === '') continue
    row += 1
    const { reading, data } = readLine(content)
    yield {
      row,
      line,
      pathPrefix: '',
      reading,
      variables: wishVariables(reading.wish),
      data,
      columnOf: () => null,
    }
  }
}

type LineReading = { readonly reading: WishReading; readonly data: SourceRow['data'] }

function readLine(content: string): LineReading {
  try {
    const value: unknown = JSON.parse(content)
    if (isTooDeep(value)) return refusedLine('json_too_deep', tooDeepMessage)
    const reading = readBatchLine(value)
    const warnings = [...reading.warnings, ...roundedNumbers(content).map(roundedWarning)]
    return { reading: { ...reading, warnings }, data: isJsonRecord(value) ? value : null }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refusedLine('line_not_json', 'the line is not valid JSON')
  }
}

function roundedWarning(name: string) {
  const message = `the number has more digits than are kept, and is rounded; write it in quotes`
  return { path: name, code: 'number_rounded', message }
}

function refusedLine(code: string, message: string): LineReading {
  const problem = { path: '', code, message }
  return { reading: { wish: emptyWish, problems: [problem], warnings: [] }, data: null }
}

/** What a JSON reader gives as an object holds JSON values only. */
function isJsonRecord(value: unknown): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<{ line: number; content: string }> {
  let line = 0
  let rest = ''
  for await (const chunk of text) {
    const pieces = (rest + chunk).split('\n')
    rest = pieces.pop() ?? ''
    if (rest.length > rowLengthMax) throw lineTooLong(line + pieces.length + 1)
    for (const content of pieces) {
      line += 1
      yield { line, content }
    }
  }
  if (rest !== '') yield { line: line + 1, content: rest }
}

function lineTooLong(line: number): Error {
  const message = `line ${line} has more than ${rowLengthMax} characters`
  return invalidRequest([{ path: null, row: null, line, code: 'row_too_long', message, allowed: null }])
}
