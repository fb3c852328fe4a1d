import { type Draft, withMapping } from './draft.ts'
import { knownColumns } from './known-columns.ts'
import { headerOf, type Table, withHeader } from './table.ts'

/** What a column is taken for: a column of ours by its name, metadata, left out, or not said although it must be. */
export type Meaning = string

export const asMetadata: Meaning = '(metadata)'
export const leftOut: Meaning = '(left out)'
export const notSaid: Meaning = ''

export function meaningOf(draft: Draft, table: Table, column: number): Meaning {
  const known = table.columns[column]
  if (known === undefined || headerOf(table, draft.edits, column) === '') return leftOut
  const mapped = draft.map.get(known.header)
  if (mapped !== undefined) return Object.hasOwn(knownColumns, mapped) ? mapped : asMetadata
  return known.standsFor ?? (known.resembles === null ? asMetadata : notSaid)
}

/** Says what a column stands for. What it would be taken for anyway needs no word. */
export function withMeaning(draft: Draft, table: Table, column: number, meaning: Meaning): Draft {
  const known = table.columns[column]
  if (known === undefined || known.header === '') return draft
  const { header, standsFor, resembles } = known
  const edits = withHeader(table, draft.edits, column, meaning === leftOut ? '' : header)
  const target = meaning === asMetadata ? `meta.${header.replace(/^meta\./, '')}` : meaning
  const isPlain = meaning === (standsFor ?? (resembles === null ? asMetadata : notSaid))
  const isUnsaid = isPlain || meaning === leftOut || meaning === notSaid
  return withMapping({ ...draft, edits }, header, isUnsaid ? null : target)
}

/** By which name templates know the column; null: not at all. */
export function variableOf(draft: Draft, table: Table, column: number): string | null {
  const meaning = meaningOf(draft, table, column)
  if (meaning === leftOut || meaning === notSaid) return null
  if (meaning !== asMetadata) return meaning
  const { variable = null, header = '' } = table.columns[column] ?? {}
  const mapped = draft.map.get(header)
  return mapped === undefined ? variable : mapped.replace(/^meta\./, '')
}
