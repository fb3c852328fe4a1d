import type { Problem } from '../models/check-render.ts'
import { isKnownColumn, type KnownColumn, knownColumns, resembledColumn } from './known-columns.ts'

/** What a column of a file is for. */
export type Column =
  | { readonly kind: 'known'; readonly name: KnownColumn; readonly header: string }
  /** Metadata of the job and a variable of templates. */
  | { readonly kind: 'extra'; readonly name: string; readonly header: string }
  /** No header: whatever stands below is left out. */
  | { readonly kind: 'unnamed'; readonly header: string }

export type HeaderReading = {
  readonly columns: readonly Column[]
  readonly problems: readonly Problem[]
}

const extraPrefix = 'meta.'

/** Reads the first row of a file. A header that only resembles a known column is refused: it would silently do nothing. */
export function readHeader(cells: readonly string[]): HeaderReading {
  const problems: Problem[] = []
  const seen = new Map<string, string>()
  const columns = cells.map((cell): Column => {
    const header = cell.trim()
    const column = columnOf(header)
    if (column.kind === 'unnamed') return column
    const twin = seen.get(`${column.kind}:${column.name}`)
    if (twin !== undefined) {
      problems.push({
        path: header,
        code: 'column_twice',
        message: `the columns "${twin}" and "${header}" mean the same; keep one`,
      })
    }
    seen.set(`${column.kind}:${column.name}`, header)
    if (column.kind === 'extra' && !header.startsWith(extraPrefix)) {
      const known = resembledColumn(header)
      if (known !== null) problems.push(lookAlikeProblem(header, known))
    }
    return column
  })
  if (seen.size === 0) {
    problems.push({
      path: 'header',
      code: 'header_missing',
      message: `the file needs a header row with columns such as ${knownColumns.slice(0, 4).join(', ')}`,
      allowed: knownColumns,
    })
  }
  return { columns, problems }
}

function columnOf(header: string): Column {
  if (header === '') return { kind: 'unnamed', header }
  const folded = header.toLowerCase()
  if (isKnownColumn(folded)) return { kind: 'known', name: folded, header }
  if (header.startsWith(extraPrefix) && header.length > extraPrefix.length) {
    return { kind: 'extra', name: header.slice(extraPrefix.length), header }
  }
  return { kind: 'extra', name: header, header }
}

function lookAlikeProblem(header: string, known: KnownColumn): Problem {
  return {
    path: header,
    code: 'column_look_alike',
    message: `the column "${header}" resembles ${known}: rename it to ${known}, or to ${extraPrefix}${header} to keep it as metadata`,
    allowed: [known, `${extraPrefix}${header}`],
  }
}
