import type { Problem } from '../models/check-render.ts'
import { isKnownColumn, type KnownColumn, knownColumns, resembledColumn } from './known-columns.ts'
import { trimCell } from './read-cell.ts'

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

/** What a caller says a header of the file stands for: "Ratio" → "aspect_ratio", "Notes" → "meta.Notes". */
export type HeaderMap = ReadonlyMap<string, string>

const extraPrefix = 'meta.'

/**
 * Reads the first row of a file. A header that only resembles a known column is refused, since it would silently do
 * nothing, unless the map says what it stands for.
 */
export function readHeader(cells: readonly string[], map: HeaderMap = new Map()): HeaderReading {
  const headers = cells.map(trimCell)
  const problems: Problem[] = unmetProblems(headers, map)
  const seen = new Map<string, string>()
  const columns = headers.map((header): Column => {
    const mapped = mappedName(header, map)
    const column = columnOf(header, mapped ?? header)
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
    const known = column.kind === 'extra' && mapped === null ? lookAlikeOf(header) : null
    if (known !== null) problems.push(lookAlikeProblem(header, known))
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

function columnOf(header: string, name: string): Column {
  if (header === '') return { kind: 'unnamed', header }
  const folded = name.toLowerCase()
  if (isKnownColumn(folded)) return { kind: 'known', name: folded, header }
  if (name.startsWith(extraPrefix) && name.length > extraPrefix.length) {
    return { kind: 'extra', name: name.slice(extraPrefix.length), header }
  }
  return { kind: 'extra', name, header }
}

/** Headers are named as they stand in the file; case is forgiven where nothing is spelled exactly so. */
function mappedName(header: string, map: HeaderMap): string | null {
  if (header === '') return null
  const exact = map.get(header)
  if (exact !== undefined) return exact
  for (const [from, to] of map) if (from.toLowerCase() === header.toLowerCase()) return to
  return null
}

function unmetProblems(headers: readonly string[], map: HeaderMap): Problem[] {
  const named = headers.filter((header) => header !== '')
  const met = new Set(named.map((header) => header.toLowerCase()))
  return [...map.keys()]
    .filter((from) => !met.has(from.toLowerCase()))
    .map((from) => ({
      path: 'map',
      code: 'column_not_found',
      message: `map names the column "${from}", which the file does not have; it has ${named.join(', ')}`,
      allowed: named,
    }))
}

function lookAlikeOf(header: string): KnownColumn | null {
  return header.startsWith(extraPrefix) ? null : resembledColumn(header)
}

function lookAlikeProblem(header: string, known: KnownColumn): Problem {
  return {
    path: header,
    code: 'column_look_alike',
    message: `the column "${header}" resembles ${known}: rename it to ${known}, or say so with map "${header}=${known}"; to keep it as metadata, rename it to ${extraPrefix}${header}, or map "${header}=${extraPrefix}${header}"`,
    allowed: [known, `${extraPrefix}${header}`],
  }
}
