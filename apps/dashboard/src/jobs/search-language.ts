import { jobStates } from '../api/types.ts'

/**
 * One box for everything: `state:failed upstream:xai cost>0.5 fox snow`. What has a name becomes a filter of the
 * address, the rest are words of the prompt or an exact id.
 */
export type Filters = { readonly [name: string]: string | undefined }

export type SearchReading = { readonly filters: Filters; readonly problems: readonly string[] }

/** What people write in front of the colon, and the filter it stands for. */
const names: { readonly [word: string]: string } = {
  state: 'state',
  reason: 'reason',
  batch: 'batch',
  key: 'key',
  upstream: 'upstream',
  model: 'model',
  operation: 'operation',
  id: 'custom_id',
  task: 'task_id',
  from: 'from',
  to: 'to',
  waiting: 'waiting_for',
  mark: 'mark',
  failure: 'fingerprint',
}
const wordOf = new Map(Object.entries(names).map(([word, name]) => [name, word]))
const flags = ['overdue', 'mismatch'] as const

export const searchExamples: readonly { readonly text: string; readonly means: string }[] = [
  { text: 'fox snow', means: 'both words in the prompt' },
  { text: 'job_01… or a task id', means: 'that very job; a custom id or the name of a batch works as well' },
  { text: 'state:failed,unconfirmed', means: 'in either state' },
  { text: 'reason:moderated upstream:xai', means: 'every condition must hold' },
  { text: 'batch:"night run"', means: 'quotation marks around what has spaces' },
  { text: 'cost>0.5 cost<2', means: 'charged between these dollars' },
  { text: 'from:24h', means: 'made in the last 24 hours; also 7d, or a date such as 2026-11-01' },
  { text: 'is:overdue  is:mismatch', means: 'past its deadline; other than asked' },
  { text: 'waiting:budget  mark:redo', means: 'held by a budget; marked to be made anew' },
]

export function readSearch(text: string): SearchReading {
  const filters: Record<string, string> = {}
  const words: string[] = []
  const problems: string[] = []
  for (const token of tokensOf(text)) {
    const cost = /^cost(>=|<=|>|<)\$?(.*)$/s.exec(token)
    const named = /^([a-z_]+):(.*)$/s.exec(token)
    const [, word = '', value = ''] = named ?? []
    const name = names[word]
    // A value that cannot be right is told and kept all the same: what an address names is not left out unsaid.
    if (cost !== null) {
      const [, sign = '', amount = ''] = cost
      filters[sign.startsWith('>') ? 'cost_min' : 'cost_max'] = amount
      if (!/^\d+(\.\d+)?$/.test(amount))
        problems.push(`${token} names no amount; write dollars, such as cost${sign}0.5.`)
    } else if (name !== undefined && value !== '') {
      filters[name] = unquoted(value)
      if (name === 'state') problems.push(...stateObjections(unquoted(value)))
    } else if (word === 'is' && isFlag(value)) filters[value] = 'true'
    else if (named !== null && !value.startsWith('//')) problems.push(objectionTo(word, value))
    else words.push(unquoted(token))
  }
  if (words.length > 0) filters.q = words.join(' ')
  return { filters, problems }
}

/** The box's text for filters that a link or Back brought. */
export function writeSearch(filters: Filters): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(filters)) {
    const text = filterText(name, value)
    if (text !== null) parts.push(text)
  }
  return parts.join(' ')
}

/** One filter as it is written; null: it is not set. */
export function filterText(name: string, value: string | undefined): string | null {
  if (value === undefined || value === '') return null
  if (name === 'q') return value
  if (name === 'cost_min') return `cost>=${value}`
  if (name === 'cost_max') return `cost<=${value}`
  if (isFlag(name)) return value === 'true' ? `is:${name}` : null
  return `${wordOf.get(name) ?? name}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`
}

function isFlag(text: string): text is (typeof flags)[number] {
  return flags.some((flag) => flag === text)
}

function objectionTo(word: string, value: string): string {
  const known = [...Object.keys(names), 'is'].map((name) => `${name}:`).join(' ')
  if (word === 'is') return `is:${value} is unknown; there are is:overdue and is:mismatch.`
  if (word in names) return `${word}: needs a value right behind the colon.`
  return `${word}: is no filter. There are ${known} and cost>. Write quotation marks around words with a colon.`
}

function stateObjections(value: string): string[] {
  const unknown = value.split(',').filter((part) => !jobStates.some((state) => state === part.trim()))
  return unknown.map((part) => `${part || 'Nothing'} is no state; there are ${jobStates.join(', ')}.`)
}

/** Split at spaces that are not within quotation marks. */
function tokensOf(text: string): string[] {
  return text.match(/[a-z_]+:"[^"]*"?|"[^"]*"?|[^\s"]+/g) ?? []
}

function unquoted(text: string): string {
  return text.replaceAll('"', '').trim()
}
