import type { Problem } from '../models/check-render.ts'

/** A value read from text: taken as it is, understood with a warning, or refused. */
export type CellReading<Value> =
  | { readonly outcome: 'read'; readonly value: Value }
  | { readonly outcome: 'understood'; readonly value: Value; readonly warning: string }
  | { readonly outcome: 'refused'; readonly problem: Omit<Problem, 'path'> }

/** Whole seconds: "10"; "10s", "10 sec" and "10.0" as spreadsheets and people write them. */
export function readDurationCell(text: string): CellReading<number> {
  const match = /^(\d{1,6})(?:[.,](\d+))?\s*(s|sec|secs|seconds?)?$/i.exec(text)
  if (match === null || /[1-9]/.test(match[2] ?? '')) {
    return refused(
      'not_whole_seconds',
      `duration must be whole seconds, such as 10 (found "${excerpt(text)}")`,
    )
  }
  const value = Number(match[1])
  return match[2] === undefined && match[3] === undefined
    ? { outcome: 'read', value }
    : { outcome: 'understood', value, warning: `"${text}" was read as ${value} seconds` }
}

/** "16:9"; also "16:09:00" or "4:09:00 PM", which is what a spreadsheet makes of it. */
export function readAspectRatioCell(text: string): CellReading<string> {
  if (/^[1-9]\d?:[1-9]\d?$/.test(text)) return { outcome: 'read', value: text }
  const match = /^(\d{1,2}):(\d{1,2})(?::00)?(?:\s*([ap])m)?$/i.exec(text)
  if (match === null) {
    return refused('not_a_ratio', `aspect_ratio must be like 16:9 (found "${excerpt(text)}")`)
  }
  const [, hours = '', minutes = '', half] = match
  const value = `${hourOf(Number(hours), half)}:${Number(minutes)}`
  return { outcome: 'understood', value, warning: `"${text}" was read as the ratio ${value}, not as a time` }
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** "720p"; also "720" and "720P". */
export function readResolutionCell(text: string): CellReading<string> {
  const folded = text.toLowerCase()
  if (/^\d{3,4}$/.test(folded)) {
    return { outcome: 'understood', value: `${folded}p`, warning: `"${text}" was read as ${folded}p` }
  }
  return { outcome: 'read', value: folded }
}

/** 0 to 9, 9 first. */
export function readPriorityCell(text: string): CellReading<number> {
  const match = /^(\d)(?:[.,]0+)?$/.exec(text)
  if (match === null) return refused('priority_not_allowed', priorityMessage(text), priorities)
  const value = Number(match[1])
  return text.length === 1
    ? { outcome: 'read', value }
    : { outcome: 'understood', value, warning: `"${text}" was read as ${value}` }
}

export const priorities = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

export function priorityMessage(found: string): string {
  return `priority must be a whole number from 0 to 9, 9 first (found "${excerpt(found)}")`
}

/** A comma or semicolon that ends a link; inside one, both are plain characters of its path or query. */
const otherSeparator = /[,;](?:\s*(?:https?:\/\/|data:)|[\s|])|\s[,;]/i

/** Links between `|` or spaces. */
export function readLinksCell(text: string): CellReading<readonly string[]> {
  if (otherSeparator.test(text)) {
    return refused('links_not_separated', `separate links with | or a space (found "${excerpt(text)}")`)
  }
  return { outcome: 'read', value: text.split(/[|\s]+/).filter((link) => link !== '') }
}

/** Enough of a stranger's text to recognise it in a message. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function refused<Value>(code: string, message: string, allowed?: Problem['allowed']): CellReading<Value> {
  return { outcome: 'refused', problem: { code, message, ...(allowed === undefined ? {} : { allowed }) } }
}
