import type { HistoryEvent } from '../../api/types.ts'

type Detail = HistoryEvent['detail']

/** A text or number of an event's detail, as text; null: it has none of that name. */
export function textIn(detail: Detail, name: string): string | null {
  const value = detail[name]
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' ? String(value) : null
}

/** ": the vendor's words", or nothing. */
export function afterColon(detail: Detail, name: string): string {
  const text = textIn(detail, name)
  return text === null ? '' : `: ${text}`
}

/** The key that the configuration sets: it is the same everywhere. */
const configuredKeyId = 'key_00000000000000000000000000'

/** "by key_…", or the machine itself. */
export function byWhom(detail: Detail): string {
  const by = textIn(detail, 'by')
  if (by === null) return 'a person'
  if (by === 'system') return 'Reelkeep itself'
  return `a person (${by === configuredKeyId ? 'the configured admin key' : by})`
}
