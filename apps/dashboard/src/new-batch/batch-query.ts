import type { Draft } from './draft.ts'
import { countEdits } from './table.ts'

/** A server of Node takes 16 KiB of request line and headers; this leaves the browser's own headers their room. */
export const queryLengthMax = 12_000

/** The draft as query parameters of `POST /v1/batches`. What the api knows better than we do, it checks. */
export function batchQuery(draft: Draft, imagesId: string | null): URLSearchParams {
  const { source, map, template, variables, defaults } = draft
  const query = new URLSearchParams({ name: draft.name.trim() })
  const set = (name: string, value: string | null) => value !== null && value !== '' && query.set(name, value)
  set('defaults', jsonOf(defaultsOf(defaults)))
  set('map', map.size === 0 ? null : JSON.stringify(Object.fromEntries(map)))
  set('template', template.trim() === '' ? null : template)
  set('variables', jsonOf(Object.fromEntries(listsOf(variables))))
  set('takes', draft.takes.trim())
  set('budget_usd', dollars(draft.budgetUsd))
  set('max_price_usd', dollars(draft.maxPriceUsd))
  set('trial', draft.trial.trim())
  set('stop_when', stopText(draft.stopWhen))
  set('on_invalid', draft.isSkipping ? 'skip' : null)
  set('reuse', draft.isReusing ? 'true' : null)
  set('retry', draft.isRetryingAll ? 'all' : null)
  set('images', imagesId)
  // What was changed is sent as Unicode text, with the cells of the sheet that was read.
  if (source.kind === 'file' && countEdits(draft.edits) === 0) {
    set('charset', source.charset)
    set('sheet', source.sheet)
  }
  return query
}

/** Without what is still being typed: a variable without a name, a line without a value. */
function listsOf(variables: Draft['variables']): [string, string[]][] {
  return variables
    .map(({ name, values }): [string, string[]] => [
      name.trim(),
      values.filter((value) => value.trim() !== ''),
    ])
    .filter(([name, values]) => name !== '' && values.length > 0)
}

function jsonOf(value: object): string | null {
  return Object.keys(value).length === 0 ? null : JSON.stringify(value)
}

function defaultsOf(defaults: Draft['defaults']): Record<string, string | number> {
  const said = Object.entries(defaults).filter(([, value]) => value !== '')
  return Object.fromEntries(
    said.map(([name, value]) => [
      name,
      name === 'duration' && /^\d{1,6}$/.test(value) ? Number(value) : value,
    ]),
  )
}

/** "$ 12.50" and "12,50" are written so in spreadsheets; anything else is left for the api to refuse. */
function dollars(text: string): string {
  const plain = text.replace(/[$\s]/g, '')
  return /^\d+,\d{1,2}$/.test(plain) ? plain.replace(',', '.') : plain
}

function stopText(rule: Draft['stopWhen']): string | null {
  if (rule.kind !== 'own') return rule.kind === 'never' ? 'never' : null
  // What is no number is sent as it is, and refused by name.
  const number = (text: string) => (Number.isFinite(Number(text)) && text.trim() !== '' ? Number(text) : text)
  const percent = number(rule.percent)
  return JSON.stringify({
    failed_share: typeof percent === 'number' ? percent / 100 : percent,
    after: number(rule.after),
  })
}
