import { type Edits, noEdits } from './table.ts'

/** Where the rows come from. */
export type Source =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'file'
      readonly name: string
      readonly size: number
      readonly form: FileForm
      /** Null: it was too large to be kept over a reload and has to be chosen again. */
      readonly file: Blob | null
      /** The encoding, when a person names it; the api guesses else. */
      readonly charset: string
      /** Of a workbook; empty: the first that shows. */
      readonly sheet: string
    }
  | { readonly kind: 'pasted'; readonly text: string; readonly as: 'prompts' | 'table' }
  /** A table made here, as high as `rows`; what is typed into it are its edits. */
  | { readonly kind: 'typed'; readonly headers: readonly string[]; readonly rows: number }

/** How the api reads it: by header and cells, or line by line. */
export type FileForm = 'sheet' | 'workbook' | 'lines'

export type Variable = { readonly name: string; readonly values: readonly string[] }

export type StopRule =
  | { readonly kind: 'usual' }
  | { readonly kind: 'never' }
  | { readonly kind: 'own'; readonly percent: string; readonly after: string }

export type Draft = {
  readonly source: Source
  /** Counts up with every other source, so that what was read of one is never taken for another's. */
  readonly sourceNumber: number
  readonly edits: Edits
  /** What headers stand for where a person says so. */
  readonly map: ReadonlyMap<string, string>
  readonly name: string
  /** For rows that leave it open: `model`, `upstream`, `duration`, `aspect_ratio`, `resolution`. */
  readonly defaults: Readonly<Record<string, string>>
  readonly template: string
  readonly variables: readonly Variable[]
  readonly takes: string
  readonly budgetUsd: string
  readonly maxPriceUsd: string
  /** Rows to try first; empty: none. */
  readonly trial: string
  readonly stopWhen: StopRule
  readonly isSkipping: boolean
  readonly isReusing: boolean
  readonly isRetryingAll: boolean
  /** References of uploaded images by the paths that rows name. */
  readonly images: ReadonlyMap<string, string>
}

export const emptyDraft: Draft = {
  source: { kind: 'none' },
  sourceNumber: 0,
  edits: noEdits,
  map: new Map(),
  name: '',
  defaults: {},
  template: '',
  variables: [],
  takes: '',
  budgetUsd: '',
  maxPriceUsd: '',
  trial: '',
  stopWhen: { kind: 'usual' },
  isSkipping: false,
  isReusing: false,
  isRetryingAll: false,
  images: new Map(),
}

/** Another source: what was said of the former one's cells and headers is over; the rest stands. */
export function withSource(draft: Draft, source: Source, name: string): Draft {
  return {
    ...draft,
    source,
    sourceNumber: draft.sourceNumber + 1,
    edits: noEdits,
    map: new Map(),
    isSkipping: false,
    name: draft.name === '' || draft.source.kind !== 'none' ? name : draft.name,
  }
}

export function withMapping(draft: Draft, header: string, target: string | null): Draft {
  const map = new Map(draft.map)
  if (target === null) map.delete(header)
  else map.set(header, target)
  return { ...draft, map }
}

/** "prompts 2026-11-30": the day where the person is, as the shell names a file's batch. */
export function suggestName(title: string, at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  const plain = title.replace(/\.[a-z0-9]{1,8}$/i, '').trim() || 'prompts'
  return `${plain.slice(0, 180)} ${local.toISOString().slice(0, 10)}`
}

const formsByEnding: Readonly<Record<string, FileForm>> = {
  xlsx: 'workbook',
  ndjson: 'lines',
  jsonl: 'lines',
}

/** By the ending; the api looks at the bytes of everything else itself. */
export function formOf(fileName: string): FileForm {
  const ending = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  return formsByEnding[ending] ?? 'sheet'
}

/** A header row, or what is copied from a spreadsheet; else each line is a prompt. */
export function looksLikeTable(text: string): boolean {
  const first = text.trimStart().split(/\r?\n|\r/, 1)[0] ?? ''
  if (first.includes('\t')) return true
  return (
    /^"?(prompt|custom_id|model|name)"?\s*([,;]|$)/i.test(first) ||
    /[,;]\s*"?prompt"?\s*([,;]|$)/i.test(first)
  )
}

/** Each line that holds anything is a prompt. */
export function promptsOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
