import type { Problem } from '../api/new-batch.ts'
import type { Content } from './content.ts'

/** A problem, found again in what the page shows. Everything counts from 0. */
export type Trouble = {
  readonly id: string
  /** Of the table, or the line of a file of lines; null: it concerns the file as a whole. */
  readonly row: number | null
  readonly column: number | null
  /** As people count them: the row among those that are sent, and the file's own line. */
  readonly rowShown: number | null
  readonly line: number | null
  /** What of the row is wrong, such as `duration`. */
  readonly path: string | null
  readonly code: string
  readonly message: string
  readonly allowed: readonly string[]
  /** How many rows have it, where one word for all of them settles it; else 1. */
  readonly rows: number
}

/** `rows`: which row of the table each row is that was sent; null: the file is one of lines. */
export function troublesOf(
  problems: readonly Problem[],
  content: Content,
  rows: readonly number[] | null,
): Trouble[] {
  return problems.map((problem, index): Trouble => {
    const { row, column, line, path, code, message, allowed } = problem
    const place = placeOf(problem, content, rows)
    return {
      id: `${index}:${row}:${column ?? path}:${code}`,
      row: place.row,
      column: content.kind === 'table' && column !== undefined ? column - 1 : null,
      rowShown: row,
      line: place.line ?? line ?? null,
      path,
      code,
      message,
      allowed: (allowed ?? []).map(String),
      rows: 1,
    }
  })
}

/** What every row lacks is one problem: the first row's, with how many have it. */
export function gathered(troubles: readonly Trouble[]): Trouble[] {
  const kept: Trouble[] = []
  const places = new Map<string, number>()
  for (const trouble of troubles) {
    const field = trouble.row === null ? null : defaultFor(trouble)
    const key = `${field}:${trouble.code}`
    const place = places.get(key)
    const first = place === undefined ? undefined : kept[place]
    if (field !== null && place !== undefined && first !== undefined) {
      kept[place] = { ...first, rows: first.rows + 1 }
      continue
    }
    if (field !== null) places.set(key, kept.length)
    kept.push(trouble)
  }
  return kept
}

/** How many problems these stand for, those of the gathered rows among them. */
export function troublesIn(gatheredOnes: readonly Pick<Trouble, 'rows'>[]): number {
  return gatheredOnes.reduce((sum, { rows }) => sum + rows, 0)
}

/** More values than this are typed, with what is allowed said beside. */
const listedMax = 60
/** Of these a range such as "6 to 30" means whole numbers. */
const countedPaths: readonly (string | null)[] = ['duration', 'priority', 'takes']

/** What a cell may say instead, one by one; empty: it cannot be listed. */
export function choicesFor({ path, allowed }: Pick<Trouble, 'path' | 'allowed'>): string[] {
  const choices: string[] = []
  for (const value of allowed) {
    const [, from, to] = /^(\d{1,4}) to (\d{1,4})$/.exec(value) ?? []
    if (from === undefined || to === undefined) choices.push(value)
    else if (!countedPaths.includes(path) || Number(to) - Number(from) >= listedMax) return []
    else for (let each = Number(from); each <= Number(to); each += 1) choices.push(String(each))
  }
  return choices.length > listedMax ? [] : choices
}

/** The api's sentence, but where it names options of the shell for what is a press of a button here. */
export function troubleWords({ code, path, message, allowed }: Trouble): string {
  if (code === 'column_look_alike') {
    return `The column “${path}” looks like ${allowed[0]}, but is not spelled so. Say which is meant.`
  }
  if (code === 'column_missing')
    return 'No column is named prompt. Say which one holds the prompts, or write a template.'
  if (code === 'image_local_path') {
    return 'The image is a file of your own: drop it under Images above, or write a public https:// link.'
  }
  return message
}

/** The same of what is said about a file as a whole. */
export function noticeWords({ code, message }: Problem): string {
  const [said = message] = message.split('; ')
  if (code === 'encoding_guessed')
    return `${said}. If that is not what stands there, choose its encoding above.`
  if (code === 'sheet_chosen') return `${said}. Choose another one above.`
  return message
}

function placeOf(
  { row, line }: Problem,
  content: Content,
  rows: readonly number[] | null,
): { readonly row: number | null; readonly line: number | null } {
  if (content.kind === 'lines') return { row: line === undefined ? null : line - 1, line: line ?? null }
  const place = row === null ? undefined : rows?.[row - 1]
  if (place === undefined) return { row: null, line: null }
  return { row: place, line: content.table.rows[place]?.line ?? null }
}

/** What a batch may say for rows that leave it open. */
export const defaultable = ['model', 'upstream', 'duration', 'aspect_ratio', 'resolution'] as const
export type Defaultable = (typeof defaultable)[number]

/** The field that would settle it for every row that leaves it open; null: none would. */
export function defaultFor({ path, column }: Trouble): Defaultable | null {
  return column === null ? (defaultable.find((name) => name === path) ?? null) : null
}

/** The first message about a field of the batch itself, such as `budget_usd`. */
export function errorAt(troubles: readonly Trouble[], path: string): string | null {
  return troubles.find((trouble) => trouble.row === null && trouble.path === path)?.message ?? null
}
