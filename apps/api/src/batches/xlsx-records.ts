import type { Cell, CellValue, Sheet } from 'hucre'
import { dateToSerial, formatValue, HucreError, readXlsx, streamXlsxRows } from 'hucre'
import { ApiError, type Detail, invalidValue } from '../api-error.ts'
import { checkZip, notAWorkbook } from './check-zip.ts'
import { jobsMax } from './job-limit.ts'
import type { SheetRecord } from './sheet-rows.ts'
import { rowLengthMax } from './source-row.ts'

/** Twenty columns of the longest file; counted before the workbook is read whole. */
export const cellsMax = 20 * jobsMax
/** Rows and columns come as a full rectangle, so that one stray cell far out costs as much as all in between. */
const rectangleMax = 4 * cellsMax
/** Of all its texts: a workbook names a text once for many cells, and a file of rows could not be longer either. */
const charactersMax = 64 * 1024 * 1024

/**
 * Reads one sheet of a workbook, the first that shows unless one is named: each cell as its number format shows it, of
 * formulas the values they had when the file was saved. What hides from people's eyes is noticed, and read.
 */
export async function readXlsxRecords(
  bytes: Buffer,
  sheetName: string | null,
  notices: Detail[],
): Promise<AsyncGenerator<SheetRecord>> {
  await checkZip(bytes)
  try {
    const index = await findSheet(bytes, sheetName, notices)
    const rows = await countRows(bytes, index)
    const workbook = await readXlsx(bytes, { sheets: [index], readStyles: true, maxRows: rows })
    const sheet = workbook.sheets[0]
    if (sheet === undefined) throw notAWorkbook()
    noticeHidden(sheet, notices)
    return recordsOf(sheet)
  } catch (error) {
    if (error instanceof HucreError || error instanceof RangeError) throw notAWorkbook(error)
    throw error
  }
}

async function findSheet(bytes: Buffer, sheetName: string | null, notices: Detail[]): Promise<number> {
  const sheets: { readonly name: string; readonly index: number; readonly isHidden: boolean }[] = []
  await readXlsx(bytes, {
    sheets: ({ name, index, hidden, veryHidden }) => {
      sheets.push({ name, index, isHidden: hidden === true || veryHidden === true })
      return false
    },
  })
  const names = sheets.map(({ name }) => name)
  const found =
    sheetName === null
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : (sheets.find(({ name }) => name === sheetName) ??
        sheets.find(({ name }) => name.toLowerCase() === sheetName.trim().toLowerCase()))
  if (found === undefined) {
    if (sheetName === null) throw notAWorkbook()
    const message = `The workbook has no sheet "${sheetName}"; it has ${names.join(', ')}.`
    throw invalidValue('sheet', 'sheet_not_found', message, names)
  }
  const others = names.filter((name) => name !== found.name)
  if (sheetName === null && others.length > 0) {
    const message = `the sheet "${found.name}" was read; name another one with sheet: ${others.join(', ')}`
    notices.push({ path: 'sheet', row: null, code: 'sheet_chosen', message, allowed: names })
  }
  return found.index
}

/** Rows up to the last that holds anything. Reads as a stream, so that a sheet that is too large is refused cheaply. */
async function countRows(bytes: Buffer, sheet: number): Promise<number> {
  let filled = 0
  let cells = 0
  let width = 0
  let last = 0
  for await (const { index, values } of streamXlsxRows(bytes, { sheet })) {
    cells += values.length
    if (cells > cellsMax) throw tooManyCells()
    const isFilled = values.some((value) => value !== null && value !== '')
    if (!isFilled) continue
    filled += 1
    last = index
    width = Math.max(width, values.length)
    // The header is one more.
    if (filled > jobsMax + 1 || (last + 1) * width > rectangleMax) throw tooManyCells()
  }
  return last + 1
}

async function* recordsOf({ rows, cells }: Sheet): AsyncGenerator<SheetRecord> {
  let charactersLeft = charactersMax
  for (const [rowIndex, values] of rows.entries()) {
    const broken = new Map<number, { code: string; message: string }>()
    const texts = values.map((value, column) => {
      const cell = cells?.get(`${rowIndex},${column}`)
      if (value === null && cell?.formula !== undefined) broken.set(column, unknownResult)
      return cellText(value, cell)
    })
    const line = rowIndex + 1
    const characters = texts.reduce((sum, text) => sum + text.length, 0)
    if (characters > rowLengthMax) {
      const message = `row ${line} of the sheet has more than ${rowLengthMax} characters`
      throw invalidValue(null, 'row_too_long', message)
    }
    charactersLeft -= characters
    if (charactersLeft < 0) throw tooMuchText()
    yield { cells: texts, line, broken }
  }
}

const unknownResult = {
  code: 'formula_without_value',
  message:
    'the cell holds a formula whose result is not in the file; open the workbook in a spreadsheet program and save it there',
}

/** A cell as people see it in the sheet. A format that shows nothing is passed over: what is there is not hidden. */
function cellText(value: CellValue, cell: Cell | undefined): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  const number = value instanceof Date ? dateToSerial(value) : value
  const format = cell?.style?.numFmt ?? 'General'
  const plain = String(Number(number.toPrecision(digitsShown)))
  if (format === 'General' || format === '@') return plain
  return formatValue(number, format).trim() || plain
}

/** A spreadsheet knows no more digits of a number than these. */
const digitsShown = 15

function noticeHidden({ rowDefs }: Sheet, notices: Detail[]): void {
  const hidden = [...(rowDefs ?? [])].filter(([, { hidden }]) => hidden === true).map(([index]) => index + 1)
  const [first] = hidden
  if (first === undefined) return
  const message = `${hidden.length === 1 ? 'row' : `${hidden.length} rows, the first`} ${first} of the sheet ${hidden.length === 1 ? 'is' : 'are'} hidden, perhaps by a filter, and read all the same; delete what is not meant`
  notices.push({ path: null, row: null, line: first, code: 'rows_hidden', message, allowed: null })
}

function tooMuchText(): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'sheet_too_large',
    message: `The texts of a sheet may come to ${charactersMax} characters at most; split it.`,
  })
}

function tooManyCells(): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'sheet_too_large',
    message: `A sheet may have ${jobsMax} rows and ${cellsMax} cells at most, with nothing far beside or below; split it, or save it as CSV.`,
  })
}
