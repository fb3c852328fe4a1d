import Table from 'cli-table3'
import stringWidth from 'string-width'
import { plainText } from './plain-text.ts'

export type Column<Row> = {
  readonly title: string
  readonly value: (row: Row) => string
  /** The column that gives way when the terminal is narrow. */
  readonly shrinks?: boolean
}

const narrowest = 12

/** Rows under their titles, no wider than the terminal: the one column that may shrink is cut with an ellipsis. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = rows.map((row) => columns.map((column) => plainText(column.value(row))))
  const natural = columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...cells.map((line) => stringWidth(line[index] ?? ''))),
  )
  const gaps = (columns.length - 1) * 2
  const spare = width - gaps - natural.reduce((sum, columnWidth) => sum + columnWidth, 0)
  const widths = natural.map((columnWidth, index) =>
    columns[index]?.shrinks && spare < 0 ? Math.max(narrowest, columnWidth + spare) : columnWidth,
  )
  const output = new Table({
    head: columns.map((column) => column.title),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colWidths: widths.map((columnWidth) => columnWidth + 2),
  })
  for (const line of cells) output.push(line.map((cell, index) => cut(cell, widths[index] ?? 0)))
  return output
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

function cut(cell: string, width: number): string {
  if (stringWidth(cell) <= width) return cell
  let kept = ''
  for (const character of cell) {
    if (stringWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
