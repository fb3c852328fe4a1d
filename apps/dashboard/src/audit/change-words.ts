import { countText } from '../format/count.ts'
import { percent } from '../format/gate-words.ts'
import { exactText } from '../format/moment.ts'
import { money } from '../format/money.ts'
import { visibleText } from '../format/visible-text.ts'

/** What an action changed, a sentence for each value; what stayed as it was is left out. */
export function changeSentences(action: string, before: unknown, after: unknown): string[] {
  if (before === null && after === null) return []
  if (!isRecord(before) && !isRecord(after)) {
    return [was(action === 'batch-budget-set' ? 'budget_ticks' : 'value', before, after, action)]
  }
  const old = isRecord(before) ? before : {}
  const now = isRecord(after) ? after : {}
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names.flatMap((name) => {
    const [from, to] = [old[name] ?? null, now[name] ?? null]
    return JSON.stringify(from) === JSON.stringify(to) ? [] : sentencesOf(name, from, to, action)
  })
}

function sentencesOf(name: string, before: unknown, after: unknown, action: string): string[] {
  if (name === 'paused' && typeof after === 'boolean') {
    return [after ? 'Paused: nothing new is created there' : 'Not paused any more']
  }
  if (name === 'closed_kind' && after === null) return [`Opened: it was closed, ${valueText(name, before)}`]
  if (Array.isArray(before) && Array.isArray(after)) {
    const come = after.filter((value) => !before.includes(value))
    const gone = before.filter((value) => !after.includes(value))
    return [
      ...(come.length === 0 ? [] : [`${titleOf(name)}: ${valueText(name, come)} added`]),
      ...(gone.length === 0 ? [] : [`${titleOf(name)}: ${valueText(name, gone)} taken away`]),
    ]
  }
  return [was(name, before, after, action)]
}

function was(name: string, before: unknown, after: unknown, action: string): string {
  const text = (value: unknown) =>
    value === null && action === 'upstream-changed' && name in formNames
      ? 'as configured'
      : valueText(name, value)
  return `${titleOf(name)}: ${text(after)}, was ${text(before)}`
}

/** One thing that is known besides. */
export type Detail = {
  readonly text: string
  /** The id of a job, batch, key or operation that follows the text. */
  readonly id: string | null
}

/** What else is known; what is nought, empty or not so is left out. */
export function detailsOf(detail: { readonly [name: string]: unknown }): Detail[] {
  const { filter, ...rest } = detail
  const entries = [...Object.entries(isRecord(filter) ? filter : {}), ...Object.entries(rest)]
  return entries.flatMap(([name, value]) => (isNothing(value) ? [] : [detailOf(name, value)]))
}

function detailOf(name: string, value: unknown): Detail {
  if (typeof value === 'number' && counts.has(name)) {
    return { text: `${countText(value)} ${valueName(name)}`, id: null }
  }
  if (name === 'ids' && Array.isArray(value)) {
    return { text: `${countText(value.length)} chosen by hand`, id: null }
  }
  if (typeof value === 'string' && /^(job|batch|key|op)_\w+$/.test(value)) {
    return { text: `${valueName(name)}:`, id: value }
  }
  return { text: `${valueName(name)}: ${valueText(name, value)}`, id: null }
}

/** What was done to so many rows or tasks. */
const counts: ReadonlySet<string> = new Set([
  ...['created', 'replaced', 'run_beside', 'retried', 'unchanged', 'absent', 'reused', 'skipped_total'],
  ...['adopted', 'known', 'refused'],
])

/** Limits under the names that their form has. */
const formNames: { readonly [name: string]: string } = {
  max_in_flight: 'slots',
  requests_per_minute: 'creates a minute',
  polls_per_minute: 'polls a minute',
}

const otherNames: { readonly [name: string]: string } = {
  run_beside: 'run beside others',
  skipped_total: 'skipped',
  q: 'words',
}

/** `budget_ticks` as people read it. */
export function valueName(name: string): string {
  return formNames[name] ?? otherNames[name] ?? visibleText(name.replace(/_ticks$/, '').replaceAll('_', ' '))
}

/** `batch-paused` as people read it. */
export function actionWords(action: string): string {
  return action.replaceAll(/[-_]/g, ' ')
}

const machineReasons: { readonly [reason: string]: string } = {
  trial: 'its trial waited for a word',
  stop_when: 'too much of it went wrong',
  by_user: 'a person had paused it',
}

/** A policy's reason in words; a person's own as they typed it. */
export function reasonText(reason: string): string {
  return machineReasons[reason] ?? `“${visibleText(reason)}”`
}

function valueText(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return name.endsWith('_share') ? percent(value) : `${value}${unitOf(name)}`
  if (typeof value === 'string') return stringText(name, value)
  if (Array.isArray(value)) return value.map((each) => valueText(name, each)).join(', ') || 'none'
  return Object.entries(value)
    .filter(([, each]) => !isNothing(each))
    .map(([each, of]) => `${valueName(each)} ${valueText(each, of)}`)
    .join(', ')
}

function stringText(name: string, value: string): string {
  if (/ticks$|^allowance/.test(name) && /^-?\d+$/.test(value)) return money(value)
  if (name.endsWith('_at') && !Number.isNaN(Date.parse(value))) return exactText(new Date(value))
  return visibleText(wordNames.has(name) ? value.replaceAll('_', ' ') : value)
}

/** Values of a closed list, whose underscores are blanks; a person's own words keep theirs. */
const wordNames: ReadonlySet<string> = new Set([
  ...['state', 'status', 'reason', 'closed_kind', 'operation', 'waiting_for', 'mark'],
])

function unitOf(name: string): string {
  return name.endsWith('_s') ? ' s' : name === 'bytes' ? ' bytes' : ''
}

function titleOf(name: string): string {
  const words = valueName(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === null || value === undefined || value === '' || value === 0 || value === false
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
