import type { Problem } from '../api/gen/types.gen.ts'
import { RefusedError } from '../api/refused-error.ts'
import type { Table, TableColumn, TableRow } from './table.ts'

export type ReadTable = {
  readonly table: Table
  /** What is to be said of the file: an encoding that was guessed, another sheet. */
  readonly notices: readonly Problem[]
}

type Line =
  | { readonly kind: 'header'; readonly columns: readonly WireColumn[] }
  | {
      readonly kind: 'row'
      readonly line: number
      readonly cells: readonly string[]
      readonly unreadable?: readonly { readonly column: number; readonly message: string }[]
    }
  | { readonly kind: 'end'; readonly notices: readonly Problem[] }
  | { readonly kind: 'refusal'; readonly error: unknown }

type WireColumn = {
  readonly header: string
  readonly stands_for: string | null
  readonly variable: string | null
  readonly resembles: string | null
}

const linesAtOnce = 2_000

/** The answer of `POST /v1/batches/table`. Lets the page breathe between pieces. Throws what stopped the reading. */
export async function readTableLines(text: string, breathe: () => Promise<void>): Promise<ReadTable> {
  let columns: readonly TableColumn[] = []
  const rows: TableRow[] = []
  let count = 0
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end === -1 ? text.length : end
    // Written by our own api, whose test holds the shape.
    const line = JSON.parse(text.slice(from, to)) as Line
    from = to + 1
    if (line.kind === 'header') columns = line.columns.map(columnOf)
    else if (line.kind === 'row') rows.push(rowOf(line))
    else if (line.kind === 'end') return { table: { columns, rows }, notices: line.notices }
    else throw new RefusedError(Response.json(null, { status: 400 }), { error: line.error })
    count += 1
    if (count % linesAtOnce === 0) await breathe()
  }
  throw new Error('The file was not read to its end; try again.')
}

function columnOf({ header, stands_for: standsFor, variable, resembles }: WireColumn): TableColumn {
  return { header, standsFor, variable, resembles }
}

function rowOf({ line, cells, unreadable }: Extract<Line, { kind: 'row' }>): TableRow {
  if (unreadable === undefined) return { line, cells }
  return { line, cells, unreadable: new Map(unreadable.map(({ column, message }) => [column - 1, message])) }
}
