import type { Problem } from '../models/check-render.ts'
import { isLocalImagePath } from '../models/image-reference.ts'

/** A value read from text: taken as it is, understood with a warning, or refused. */
export type CellReading<Value> =
  | { readonly outcome: 'read'; readonly value: Value }
  | { readonly outcome: 'understood'; readonly value: Value; readonly warning: string }
  | { readonly outcome: 'refused'; readonly problem: Omit<Problem, 'path'> }

/** Whole seconds: "10"; "10s", "10 sec", "10秒" and "10.0" as spreadsheets and people write them. */
export function readDurationCell(text: string): CellReading<number> {
  const plain = plainCell(text)
  // Three zeros may as well be thousands, so they are refused.
  const match = /^(\d{1,6})([.,]0{1,2})?\s*(s|secs?|seconds?|秒)?$/i.exec(plain)
  if (match === null) {
    return refused(
      'not_whole_seconds',
      `duration must be whole seconds, such as 10 (found "${excerpt(text)}")`,
    )
  }
  const value = Number(match[1])
  return text === match[1]
    ? { outcome: 'read', value }
    : { outcome: 'understood', value, warning: `"${excerpt(text)}" was read as ${value} seconds` }
}

/** "16:9"; also "16:09:00" or "4:09:00 PM", which is what a spreadsheet makes of it, and "16x9" or "16 : 9". */
export function readAspectRatioCell(text: string): CellReading<string> {
  if (/^[1-9]\d?:[1-9]\d?$/.test(text)) return { outcome: 'read', value: text }
  const plain = plainCell(text)
  const time = /^(上午|下午)?\s*(\d{1,2}):(\d{1,2})(?::00(?:[.,]0+)?)?(?:\s*([ap])\.?\s?m\.?)?$/i.exec(plain)
  if (time !== null) {
    const [, halfBefore, hours = '', minutes = '', halfAfter] = time
    const value = `${hourOf(Number(hours), halfBefore ?? halfAfter)}:${Number(minutes)}`
    return {
      outcome: 'understood',
      value,
      warning: `"${excerpt(text)}" was read as the ratio ${value}, not as a time`,
    }
  }
  const pair = /^([1-9]\d?)\s*[:x×/∶]\s*([1-9]\d?)$/i.exec(plain)
  if (pair !== null) {
    const value = `${pair[1]}:${pair[2]}`
    return {
      outcome: 'understood',
      value,
      warning: `"${excerpt(text)}" was read as the ratio ${value}`,
    }
  }
  return refused(
    'not_a_ratio',
    `aspect_ratio must be like 16:9 (found "${excerpt(text)}"); a spreadsheet keeps it if the column is formatted as text`,
  )
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half === '下午' || half.toLowerCase() === 'p' ? 12 : 0)
}

/** "720p"; also "720", "720.0" and "720P". */
export function readResolutionCell(text: string): CellReading<string> {
  const folded = plainCell(text).toLowerCase()
  const lines = /^(\d{3,4})(?:[.,]0{1,2})?\s*p?$/.exec(folded)?.[1]
  if (lines === undefined || text.toLowerCase() === `${lines}p`) return { outcome: 'read', value: folded }
  return { outcome: 'understood', value: `${lines}p`, warning: `"${excerpt(text)}" was read as ${lines}p` }
}

/** 0 to 9, 9 first. */
export function readPriorityCell(text: string): CellReading<number> {
  const match = /^(\d)([.,]0{1,2})?$/.exec(plainCell(text))
  if (match === null) return refused('priority_not_allowed', priorityMessage(text), priorities)
  return wholeNumber(text, Number(match[1]))
}

export const priorities = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

export function priorityMessage(found: string): string {
  return `priority must be a whole number from 0 to 9, 9 first (found "${excerpt(found)}")`
}

/** Clips that one row may ask for. */
export const takesMax = 100

/** How many clips of the row: 1 to 100. */
export function readTakesCell(text: string): CellReading<number> {
  const match = /^(\d{1,3})([.,]0{1,2})?$/.exec(plainCell(text))
  const value = Number(match?.[1] ?? 0)
  if (value < 1 || value > takesMax) return refused('takes_not_allowed', takesMessage(text))
  return wholeNumber(text, value)
}

export function takesMessage(found: string): string {
  return `takes, the clips made of one row, must be a whole number from 1 to ${takesMax} (found "${excerpt(found)}")`
}

function wholeNumber(text: string, value: number): CellReading<number> {
  return text === String(value)
    ? { outcome: 'read', value }
    : { outcome: 'understood', value, warning: `"${excerpt(text)}" was read as ${value}` }
}

/** A cell without what nobody sees at its ends: white space of any kind, byte order marks, zero-width spaces. */
export function trimCell(text: string): string {
  return text.replace(/^[\s\u200B\u2060\uFEFF]+|[\s\u200B\u2060\uFEFF]+$/g, '')
}

/** For values that are no prose: full-width signs and non-breaking spaces, as input methods leave them, become plain. */
function plainCell(text: string): string {
  return trimCell(text.normalize('NFKC').replace(/\s+/g, ' '))
}

/** A comma or semicolon that ends a link; inside one, both are plain characters of its path or query. */
const otherSeparator = /[,;](?:\s*(?:https?:\/\/|data:)|[\s|])|\s[,;]/i

/** Links between `|` or spaces. */
export function readLinksCell(text: string): CellReading<readonly string[]> {
  if (otherSeparator.test(text)) {
    return refused('links_not_separated', `separate links with | or a space (found "${excerpt(text)}")`)
  }
  return { outcome: 'read', value: text.split('|').flatMap(linksIn) }
}

/** Links hold no spaces; the path of an image may, and ends with its ending. */
function linksIn(text: string): string[] {
  const links: string[] = []
  let path: string[] = []
  const endPath = (): void => {
    if (path.length > 0) links.push(path.join(' '))
    path = []
  }
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (/^[a-z][a-z0-9+.-]+:/i.test(word)) {
      endPath()
      links.push(word)
      continue
    }
    path.push(word)
    if (isLocalImagePath(word)) endPath()
  }
  endPath()
  return links
}

/** Enough of a stranger's text to recognise it in a message. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function refused<Value>(code: string, message: string, allowed?: Problem['allowed']): CellReading<Value> {
  return { outcome: 'refused', problem: { code, message, ...(allowed === undefined ? {} : { allowed }) } }
}
