import { type Column, readHeader } from '@reelkeep/core'
import type { Detail } from '../errors.ts'
import { jobsMax, tooManyJobs } from './job-limit.ts'
import { nextFilled, type SheetRecord } from './sheet-rows.ts'

/** The table as lines of JSON: its header first, each row as it was read, and at the end what is to be said of the file. */
export type TableLine =
  | { readonly kind: 'header'; readonly line: number; readonly columns: readonly TableColumn[] }
  | {
      readonly kind: 'row'
      readonly row: number
      readonly line: number
      readonly cells: readonly string[]
      /** Cells that have something without a value to show, from 1. */
      readonly unreadable?: readonly { readonly column: number; readonly message: string }[]
    }
  | { readonly kind: 'end'; readonly rows: number; readonly notices: readonly Detail[] }

type TableColumn = {
  readonly header: string
  /** The column of ours that it is; null: it is none. */
  readonly stands_for: string | null
  /** What templates know it by; null: nothing is made of it. */
  readonly variable: string | null
  /** The column of ours that it only resembles, which a batch refuses until it is said. */
  readonly resembles: string | null
}

/** Reads as a batch would, and judges nothing. The header is read before this returns, so that its errors are a reply. */
export async function openTableLines(
  records: AsyncGenerator<SheetRecord>,
  notices: readonly Detail[],
): Promise<AsyncGenerator<TableLine>> {
  const first = await nextFilled(records)
  const { columns, problems } = readHeader(first?.cells ?? [])
  const meant = new Map(
    problems.flatMap(({ path, code, allowed }) =>
      code === 'column_look_alike' ? [[path, String(allowed?.[0])] as const] : [],
    ),
  )
  const header: TableLine = {
    kind: 'header',
    line: first?.line ?? 1,
    columns: columns.map((column) => presentColumn(column, meant.get(column.header) ?? null)),
  }
  return linesAfter(header, records, notices)
}

async function* linesAfter(
  header: TableLine,
  records: AsyncGenerator<SheetRecord>,
  notices: readonly Detail[],
): AsyncGenerator<TableLine> {
  try {
    yield header
    for (let row = 1; ; row += 1) {
      const record = await nextFilled(records)
      if (record === null) {
        yield { kind: 'end', rows: row - 1, notices }
        return
      }
      if (row > jobsMax) throw tooManyJobs()
      yield presentRow(record, row)
    }
  } finally {
    await records.return(undefined)
  }
}

function presentRow({ line, cells, broken }: SheetRecord, row: number): TableLine {
  const unreadable = [...(broken ?? [])].map(([index, { message }]) => ({ column: index + 1, message }))
  return { kind: 'row', row, line, cells, ...(unreadable.length === 0 ? {} : { unreadable }) }
}

function presentColumn(column: Column, resembles: string | null): TableColumn {
  const { header } = column
  if (column.kind === 'unnamed') return { header, stands_for: null, variable: null, resembles: null }
  if (column.kind === 'known')
    return { header, stands_for: column.name, variable: column.name, resembles: null }
  return { header, stands_for: null, variable: column.name, resembles }
}
