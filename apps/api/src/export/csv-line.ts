import type { JsonValue } from '@reelkeep/core'

/** Without it a spreadsheet reads the file in the letters of its own country. */
export const byteOrderMark = '\ufeff'

/** A line of RFC 4180, with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`
}

/** A number stands as it is; null is an empty cell. */
export function numberCell(value: JsonValue): string {
  return value === null ? '' : String(value)
}

/**
 * Text as a cell that no spreadsheet takes for a formula: an apostrophe goes before what would begin one, in the first
 * line or a later one of it. A plain number is none.
 */
export function textCell(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return ''
  const text = isList(value)
    ? value.join('|')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
  const safe = isPlainNumber(text) ? text : text.split(lineEnds).map(guarded).join('')
  return /[",\r\n\t']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Kept between the lines, as they were. */
const lineEnds = /(\r\n|\r|\n)/

/** Spreadsheets skip what cannot be seen before they look for a formula, and take the wide signs for the narrow ones. */
function guarded(line: string): string {
  return /^(?:\t|[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u.test(line) ? `'${line}` : line
}

function isPlainNumber(text: string): boolean {
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text)
}

function isList(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
