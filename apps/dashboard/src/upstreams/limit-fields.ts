import type { Upstream } from '../api/types.ts'
import type { UpstreamChange } from '../api/upstreams.ts'

export type LimitName = keyof Upstream['limits']

type LimitField = {
  readonly name: LimitName
  readonly label: string
  readonly hint: string
  readonly isWhole: boolean
  readonly max: number
}

export const limitFields: readonly LimitField[] = [
  {
    name: 'max_in_flight',
    label: 'Slots',
    hint: 'Tasks under way there at once.',
    isWhole: true,
    max: 10_000,
  },
  {
    name: 'requests_per_minute',
    label: 'Creates a minute',
    hint: 'New tasks asked for, at most.',
    isWhole: false,
    max: 100_000,
  },
  {
    name: 'polls_per_minute',
    label: 'Polls a minute',
    hint: 'Questions about tasks, at most.',
    isWhole: false,
    max: 100_000,
  },
]

export type LimitTexts = Readonly<Record<LimitName, string>>

/** What stands in the form: the live value, or nothing where the configured one holds. */
export function textsOf(limits: Upstream['limits']): LimitTexts {
  const text = (name: LimitName) => String(limits[name].live ?? '')
  return {
    max_in_flight: text('max_in_flight'),
    requests_per_minute: text('requests_per_minute'),
    polls_per_minute: text('polls_per_minute'),
  }
}

export type ReadLimits = {
  readonly change: UpstreamChange
  readonly errors: Readonly<Partial<Record<LimitName, string>>>
}

/** Only what differs from now is changed; empty goes back to the configured value. */
export function readLimits(texts: LimitTexts, limits: Upstream['limits']): ReadLimits {
  const change: { [Name in LimitName]?: number | null } = {}
  const errors: { [Name in LimitName]?: string } = {}
  for (const { name, label, isWhole, max } of limitFields) {
    const text = texts[name].trim()
    const value = text === '' ? null : Number(text)
    if (value !== null && !(value >= 0 && value <= max && (!isWhole || Number.isInteger(value)))) {
      errors[name] =
        `${label} is ${isWhole ? 'a whole number' : 'a number'} from 0 to ${max.toLocaleString('en-US')}.`
    } else if (value !== limits[name].live) change[name] = value
  }
  return { change, errors }
}
