import Table from 'cli-table3'
import stringWidth from 'string-width'
import { asTyped } from './as-typed.ts'
import { cut } from './cut.ts'
import { plainText } from './plain-text.ts'

export type Column<Row> = {
  readonly title: string
  readonly value: (row: Row) => string
  /** Gives way when the terminal is narrow: the widest of these first. */
  readonly shrinks?: boolean
  /** Left out where shrinking is not enough: 1 goes first. Without it the column always stays. */
  readonly leaves?: number
  /** Our own sentence, which may name a command; else the words are somebody's. */
  readonly isOurs?: boolean
}

const narrowest = 12

/** Rows under their titles, no wider than the terminal: columns leave, then shrink, and what was cut says so. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const kept = columnsThatFit(
    columns.map((column) => measured(column, rows)),
    width,
  )
  const output = new Table({
    head: kept.map(({ title }) => title),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colWidths: kept.map((column) => column.width + 2),
  })
  for (const index of rows.keys()) {
    output.push(kept.map(({ cells, width: columnWidth }) => cut(cells[index] ?? '', columnWidth)))
  }
  return output
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

type Measured = {
  readonly title: string
  readonly cells: readonly string[]
  readonly shrinks: boolean
  readonly leaves: number | null
  readonly width: number
}

function measured<Row>(column: Column<Row>, rows: readonly Row[]): Measured {
  const cells = rows.map((row) => (column.isOurs === true ? plainText : asTyped)(column.value(row)))
  return {
    title: column.title,
    cells,
    shrinks: column.shrinks === true,
    leaves: column.leaves ?? null,
    width: Math.max(stringWidth(column.title), ...cells.map((cell) => stringWidth(cell))),
  }
}

function columnsThatFit(columns: readonly Measured[], width: number): readonly Measured[] {
  if (totalWidth(columns) <= width) return columns
  const shrunk = shrinkTo(columns, width)
  if (totalWidth(shrunk) <= width) return shrunk
  const leaver = columns.filter(({ leaves }) => leaves !== null).sort(byLeaving)[0]
  return leaver === undefined
    ? shrunk
    : columnsThatFit(
        columns.filter((column) => column !== leaver),
        width,
      )
}

function byLeaving(left: Measured, right: Measured): number {
  return (left.leaves ?? 0) - (right.leaves ?? 0)
}

/** Takes from the widest that may shrink until it all fits, or until none can give more. */
function shrinkTo(columns: readonly Measured[], width: number): readonly Measured[] {
  let widths = columns.map((column) => column.width)
  for (;;) {
    const excess = widths.reduce((sum, one) => sum + one, (widths.length - 1) * 2) - width
    const candidates = columns.flatMap((column, index) =>
      column.shrinks && (widths[index] ?? 0) > narrowest ? [index] : [],
    )
    const widest = Math.max(...candidates.map((index) => widths[index] ?? 0))
    if (excess <= 0 || candidates.length === 0) break
    const chosen = candidates.find((index) => widths[index] === widest)
    const next = Math.max(0, ...candidates.map((index) => widths[index] ?? 0).filter((one) => one < widest))
    const taken = Math.min(excess, Math.max(1, widest - Math.max(next, narrowest)))
    widths = widths.map((one, index) => (index === chosen ? one - taken : one))
  }
  return columns.map((column, index) => ({ ...column, width: widths[index] ?? column.width }))
}

function totalWidth(columns: readonly Measured[]): number {
  return columns.reduce((sum, column) => sum + column.width, (columns.length - 1) * 2)
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
