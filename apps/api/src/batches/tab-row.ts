import { rowLengthMax } from './source-row.ts'

export type TabCell = {
  readonly text: string
  /** `stray`: begins with a quote that encloses nothing, and was read as it stands. */
  readonly form: 'bare' | 'quoted' | 'stray'
}

/** A row of tab-separated text, up to the break of its last line, and where the next one begins. */
export type TabRow = { readonly cells: readonly TabCell[]; readonly lastBreak: number; readonly end: number }

type Known = {
  /** How many cells the header has; null: this is the header. */
  readonly width: number | null
  /** Nothing comes after the text. */
  readonly isEnd: boolean
}

/** Reads one row; null: its end is not there yet. */
export function readTabRow(text: string, start: number, known: Known): TabRow | null {
  const cells: TabCell[] = []
  for (let at = start; ; ) {
    const close = text[at] === '"' ? closingQuote(text, start, at, known) : 'none'
    if (close === 'more') return null
    const end = close === 'none' ? endOf(/[\t\r\n]/g, text, at, known) : close + 1
    if (end === null) return null
    if (close !== 'none')
      cells.push({ text: text.slice(at + 1, close).replaceAll('""', '"'), form: 'quoted' })
    else cells.push({ text: text.slice(at, end), form: text[at] === '"' ? 'stray' : 'bare' })
    if (text[end] === '\t') {
      at = end + 1
      continue
    }
    // A line feed may be still to come.
    if (text[end] === '\r' && end + 1 === text.length && !known.isEnd) return null
    const next = end + (text.startsWith('\r\n', end) ? 2 : 1)
    return { cells, lastBreak: end, end: Math.min(next, text.length) }
  }
}

/** The quote that ends the cell: one that is not doubled, before a tab or the end of a line. */
function closingQuote(text: string, start: number, open: number, known: Known): number | 'none' | 'more' {
  // What no row can hold is not waited for.
  const unknown = known.isEnd || text.length - start > rowLengthMax ? 'none' : 'more'
  for (let from = open + 1; ; ) {
    const at = text.indexOf('"', from)
    if (at === -1) return unknown
    const next = text[at + 1]
    if (next === undefined && !known.isEnd) return unknown
    if (next === '"') from = at + 2
    else if (next !== undefined && !/[\t\r\n]/.test(next)) return 'none'
    else return enclosing(text, start, open, at, known) ?? unknown
  }
}

/**
 * The closing quote, unless the lines from one quote to the other are rows by themselves, each with as many cells as the
 * header: only text with tabs can be so. Null: the last of them has not ended.
 */
function enclosing(
  text: string,
  start: number,
  open: number,
  close: number,
  known: Known,
): number | 'none' | null {
  const inside = text.slice(open, close)
  if (known.width === null || !inside.includes('\t') || !/[\r\n]/.test(inside)) return close
  // A cell before this one goes over lines, so that this is a file of quoted cells.
  if (/[\r\n]/.test(text.slice(start, open))) return close
  const to = endOf(/[\r\n]/g, text, close, known)
  if (to === null) return null
  const lines = text.slice(start, to).split(/[\r\n]+/)
  return lines.every((line) => line === '' || line.split('\t').length === known.width) ? 'none' : close
}

function endOf(ends: RegExp, text: string, at: number, { isEnd }: Known): number | null {
  ends.lastIndex = at
  return ends.exec(text)?.index ?? (isEnd ? text.length : null)
}
