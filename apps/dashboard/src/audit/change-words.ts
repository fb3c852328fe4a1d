import { visibleText } from '../format/visible-text.ts'

export type ChangedValue = { readonly name: string; readonly before: string; readonly after: string }

/** What an action changed, value by value; what stayed as it was is left out. */
export function changedValues(before: unknown, after: unknown): ChangedValue[] {
  if (before === null && after === null) return []
  if (!isRecord(before) && !isRecord(after)) {
    return [{ name: 'value', before: valueText(before), after: valueText(after) }]
  }
  const old = isRecord(before) ? before : {}
  const now = isRecord(after) ? after : {}
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names
    .map((name) => ({ name, before: valueText(old[name] ?? null), after: valueText(now[name] ?? null) }))
    .filter((value) => value.before !== value.after)
}

/** What else is known, as `name: value`. */
export function detailWords(detail: { readonly [name: string]: unknown }): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${valueName(name)}: ${valueText(value)}`)
    .join(', ')
}

/** Limits under the names that their form has. */
const formNames: { readonly [name: string]: string } = {
  max_in_flight: 'slots',
  requests_per_minute: 'creates a minute',
  polls_per_minute: 'polls a minute',
}

/** `budget_ticks` as people read it. */
export function valueName(name: string): string {
  return formNames[name] ?? name.replaceAll('_', ' ')
}

/** `batch-paused` as people read it. */
export function actionWords(action: string): string {
  return action.replaceAll(/[-_]/g, ' ')
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value))
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
