/** A file as the api reads it; rows and columns are counted from 0 here, from 1 where people see them. */
export type Table = {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
}

export type TableColumn = {
  readonly header: string
  /** The column of ours that it is; null: it is none. */
  readonly standsFor: string | null
  /** What templates know it by; null: nothing is made of it. */
  readonly variable: string | null
  /** The column of ours that it only resembles; a batch refuses that until a person says what is meant. */
  readonly resembles: string | null
}

export type TableRow = {
  /** Of the file. */
  readonly line: number
  readonly cells: readonly string[]
  /** Why cells have nothing to show although something stands there, by column. */
  readonly unreadable?: ReadonlyMap<number, string>
}

/** Columns that have a header, and those beyond them in which something stands. */
export function widthOf({ columns, rows }: Table): number {
  let width = columns.length
  for (const { cells } of rows) if (cells.length > width) width = cells.length
  return width
}

/** What a person changed. The file itself stays as it came, so that every change can be taken back. */
export type Edits = {
  /** By `row:column`. */
  readonly cells: ReadonlyMap<string, string>
  /** Headers by column; an empty one leaves the column out. */
  readonly headers: ReadonlyMap<number, string>
  /** Rows that are left out. */
  readonly dropped: ReadonlySet<number>
  /** Of a file of lines: whole lines, by their number from 0. */
  readonly lines: ReadonlyMap<number, string>
}

export const noEdits: Edits = { cells: new Map(), headers: new Map(), dropped: new Set(), lines: new Map() }

export function countEdits({ cells, headers, dropped, lines }: Edits): number {
  return cells.size + headers.size + dropped.size + lines.size
}

export function cellOf(table: Table, edits: Edits, row: number, column: number): string {
  return edits.cells.get(`${row}:${column}`) ?? table.rows[row]?.cells[column] ?? ''
}

/** The header as it will be sent. */
export function headerOf(table: Table, edits: Edits, column: number): string {
  return edits.headers.get(column) ?? table.columns[column]?.header ?? ''
}

export function withCell(table: Table, edits: Edits, row: number, column: number, text: string): Edits {
  const cells = new Map(edits.cells)
  const before = table.rows[row]
  const isAsBefore = text === (before?.cells[column] ?? '') && before?.unreadable?.has(column) !== true
  if (isAsBefore) cells.delete(`${row}:${column}`)
  else cells.set(`${row}:${column}`, text)
  return { ...edits, cells }
}

export function withHeader(table: Table, edits: Edits, column: number, header: string): Edits {
  const headers = new Map(edits.headers)
  if (header === (table.columns[column]?.header ?? '')) headers.delete(column)
  else headers.set(column, header)
  return { ...edits, headers }
}

export function withDropped(edits: Edits, row: number, isDropped: boolean): Edits {
  const dropped = new Set(edits.dropped)
  if (isDropped) dropped.add(row)
  else dropped.delete(row)
  return { ...edits, dropped }
}

export function withLine(lines: readonly string[], edits: Edits, line: number, text: string): Edits {
  const changed = new Map(edits.lines)
  if (text === lines[line]) changed.delete(line)
  else changed.set(line, text)
  return { ...edits, lines: changed }
}

/** How many cells of a column say exactly this. */
export function countEqual(table: Table, edits: Edits, column: number, text: string): number {
  return rowsThatSay(table, edits, column, text).length
}

/** Every cell of a column that says `from` says `to`. */
export function withAllEqual(table: Table, edits: Edits, column: number, from: string, to: string): Edits {
  const cells = new Map(edits.cells)
  for (const row of rowsThatSay(table, edits, column, from)) cells.set(`${row}:${column}`, to)
  return { ...edits, cells }
}

/** Looks names of cells up only where something was changed: it is asked for of fifty thousand rows at once. */
function rowsThatSay(table: Table, edits: Edits, column: number, text: string): number[] {
  const isUnchanged = edits.cells.size === 0
  const found: number[] = []
  for (const [row, { cells }] of table.rows.entries()) {
    const said = isUnchanged ? (cells[column] ?? '') : cellOf(table, edits, row, column)
    if (said === text && !edits.dropped.has(row)) found.push(row)
  }
  return found
}

/**
 * Which rows of the table are sent, in order: the api counts only those that hold anything, so that its row 7 is
 * `sentRows(…)[6]`.
 */
export function sentRows(table: Table, edits: Edits): number[] {
  const sent: number[] = []
  for (const [row, { cells, unreadable }] of table.rows.entries()) {
    if (edits.dropped.has(row)) continue
    const width = Math.max(cells.length, table.columns.length)
    let isFilled = (unreadable?.size ?? 0) > 0
    for (let column = 0; column < width && !isFilled; column += 1) {
      isFilled = cellOf(table, edits, row, column).trim() !== ''
    }
    if (isFilled) sent.push(row)
  }
  return sent
}
