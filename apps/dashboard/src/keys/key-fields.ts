import type { CreateKeyData } from '../api/gen/types.gen.ts'
import type { Key, Scope } from '../api/types.ts'
import { money } from '../format/money.ts'

export type NewKey = CreateKeyData['body']
type LimitName = Exclude<keyof NewKey, 'name' | 'owner' | 'scopes'>
type Limits = { [Name in LimitName]?: NonNullable<NewKey[Name]> | null }
type NumberName = 'max_in_flight' | 'requests_per_minute' | 'max_duration'

/** What stands in the form; nothing typed is no limit. */
export type KeyTexts = {
  readonly name: string
  readonly owner: string
  readonly scopes: readonly Scope[]
  readonly cap_usd: string
  readonly day_cap_usd: string
  readonly max_in_flight: string
  readonly requests_per_minute: string
  readonly max_duration: string
  /** Separated by commas. */
  readonly upstreams: string
  readonly models: string
  /** As the browser's field has it, in the zone of whoever types. */
  readonly expires_at: string
}

export const emptyTexts: KeyTexts = {
  name: '',
  owner: '',
  scopes: ['read', 'submit'],
  cap_usd: '',
  day_cap_usd: '',
  max_in_flight: '',
  requests_per_minute: '',
  max_duration: '',
  upstreams: '',
  models: '',
  expires_at: '',
}

export type KeyErrors = Readonly<Partial<Record<keyof KeyTexts, string>>>

export function textsOf(key: Key): KeyTexts {
  const dollars = (ticks: string | null) => (ticks === null ? '' : money(ticks).slice(1))
  return {
    name: key.name,
    owner: key.owner,
    scopes: [],
    cap_usd: dollars(key.cap_ticks),
    day_cap_usd: dollars(key.day_cap_ticks),
    max_in_flight: String(key.max_in_flight ?? ''),
    requests_per_minute: String(key.requests_per_minute ?? ''),
    max_duration: String(key.max_duration ?? ''),
    upstreams: (key.upstreams ?? []).join(', '),
    models: (key.models ?? []).join(', '),
    expires_at: key.expires_at === null ? '' : localText(new Date(key.expires_at)),
  }
}

/** Only what was typed; the rest of a new key has no limit. */
export function readNewKey(texts: KeyTexts): { readonly wish: NewKey; readonly errors: KeyErrors } {
  const { name, owner, scopes } = texts
  const { limits, errors } = readLimits(texts, emptyTexts)
  return {
    wish: { name: name.trim(), scopes: [...scopes], ...(owner.trim() && { owner: owner.trim() }), ...limits },
    errors: {
      ...errors,
      ...(name.trim() === '' && { name: 'Say whose or what for: “render desk”.' }),
      ...(scopes.length === 0 && { scopes: 'Choose what it may do.' }),
    },
  }
}

/** Only what differs from before; what was emptied is taken away. */
export function readKeyChange(texts: KeyTexts, before: KeyTexts) {
  const { limits, errors } = readLimits(texts, before)
  const name = texts.name.trim()
  return {
    change: { ...(name !== before.name && { name }), ...limits },
    errors: { ...errors, ...(name === '' && { name: 'A key has a name.' }) } as KeyErrors,
  }
}

const numberNames: Readonly<Record<NumberName, readonly [min: number, max: number]>> = {
  max_in_flight: [0, 10_000],
  requests_per_minute: [1, 100_000],
  max_duration: [1, 3_600],
}

function readLimits(texts: KeyTexts, before: KeyTexts): { limits: Limits; errors: KeyErrors } {
  const limits: Limits = {}
  const errors: { -readonly [Name in keyof KeyTexts]?: string } = {}
  for (const name of ['cap_usd', 'day_cap_usd'] as const) {
    const text = texts[name].trim().replace(/^\$/, '')
    if (text === before[name]) continue
    if (text !== '' && !/^\d+(\.\d{1,10})?$/.test(text)) errors[name] = 'Dollars, such as 12.50.'
    limits[name] = text === '' ? null : text
  }
  for (const name of Object.keys(numberNames) as NumberName[]) {
    const text = texts[name].trim()
    if (text === before[name]) continue
    const [min, max] = numberNames[name]
    const value = Number(text)
    if (text !== '' && !(Number.isInteger(value) && value >= min && value <= max)) {
      errors[name] = `A whole number from ${min} to ${max.toLocaleString('en-US')}.`
    }
    limits[name] = text === '' ? null : value
  }
  for (const name of ['upstreams', 'models'] as const) {
    if (texts[name].trim() === before[name]) continue
    const names = texts[name].split(/[\s,]+/).filter((part) => part !== '')
    limits[name] = names.length === 0 ? null : names
  }
  if (texts.expires_at !== before.expires_at) {
    const at = new Date(texts.expires_at)
    if (texts.expires_at !== '' && Number.isNaN(at.getTime())) errors.expires_at = 'A day and a time.'
    else limits.expires_at = texts.expires_at === '' ? null : at.toISOString()
  }
  return { limits, errors }
}

/** `2027-01-31T18:00`, in the zone of whoever looks. */
function localText(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
