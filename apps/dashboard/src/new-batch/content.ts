import type { Problem } from '../api/gen/types.gen.ts'
import { type Draft, promptsOf, type Source } from './draft.ts'
import { knownColumns } from './known-columns.ts'
import { countEdits, type Edits, sentRows, type Table, type TableColumn } from './table.ts'
import { csvPieces } from './write-csv.ts'

/** What the source holds, once it is read. */
export type Content =
  | { readonly kind: 'table'; readonly table: Table; readonly notices: readonly Problem[] }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const linesType = 'application/x-ndjson'
const sheetType = 'text/csv'

/** What is sent, and which row of the table each of its rows is; null: of a file of lines. */
export type Body = { readonly blob: Blob; readonly type: string; readonly rows: readonly number[] | null }

/** A source whose cells the page knows without asking; null: the api reads it. */
export function contentAtHand(source: Source): Content | null {
  if (source.kind === 'typed') return tableOf(source.headers, source.rows)
  if (source.kind === 'pasted' && source.as === 'prompts') {
    const prompts = promptsOf(source.text)
    const rows = prompts.map((prompt, row) => ({ line: row + 1, cells: [prompt] }))
    return { kind: 'table', table: { columns: [columnNamed('prompt')], rows }, notices: [] }
  }
  return null
}

function tableOf(headers: readonly string[], count: number): Content {
  const cells = headers.map(() => '')
  const rows = Array.from({ length: count }, (_, row) => ({ line: row + 2, cells }))
  return { kind: 'table', table: { columns: headers.map(columnNamed), rows }, notices: [] }
}

function columnNamed(header: string): TableColumn {
  const name = header.toLowerCase()
  const standsFor = Object.hasOwn(knownColumns, name) ? name : null
  return { header, standsFor, variable: standsFor ?? header, resembles: null }
}

/** The bytes that the api reads, and how they are to be read. */
export function fileOf(source: Source): { readonly blob: Blob; readonly type: string } | null {
  if (source.kind === 'pasted' && source.as === 'table') {
    return { blob: new Blob([source.text]), type: sheetType }
  }
  if (source.kind !== 'file' || source.file === null) return null
  const types = { sheet: sheetType, workbook: workbookType, lines: linesType }
  return { blob: source.file, type: types[source.form] }
}

/**
 * The file as it came while nothing is changed. After that, a table goes as CSV of the cells that the api read, and a
 * file of lines with the changed lines in place of the old ones.
 */
export async function bodyOf(
  { source, edits }: Pick<Draft, 'source' | 'edits'>,
  content: Content,
  breathe: () => Promise<void>,
): Promise<Body> {
  const file = fileOf(source)
  if (content.kind === 'lines') {
    const isChanged = countEdits(edits) > 0 || file === null
    const blob = isChanged ? new Blob([linesWith(content.lines, edits)]) : file.blob
    return { blob, type: linesType, rows: null }
  }
  const rows = sentRows(content.table, edits)
  if (file !== null && countEdits(edits) === 0) return { ...file, rows }
  const pieces: string[] = []
  for (const piece of csvPieces(content.table, edits)) {
    pieces.push(piece)
    await breathe()
  }
  return { blob: new Blob(pieces), type: sheetType, rows }
}

function linesWith(lines: readonly string[], { lines: changed, dropped }: Edits): string {
  // A line that is left out stays as an empty one, so that the others keep their numbers.
  return lines.map((line, number) => (dropped.has(number) ? '' : (changed.get(number) ?? line))).join('\n')
}
