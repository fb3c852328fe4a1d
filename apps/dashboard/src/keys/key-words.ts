import type { Key, Scope } from '../api/types.ts'
import { money } from '../format/money.ts'

export const scopeWords: Readonly<Record<Scope, string>> = {
  read: 'see jobs, batches, clips and money of its owner',
  submit: 'send prompts; pause, cancel and retry its owner’s own',
  operate: 'end doubts, act on many jobs, steer upstreams, see the audit',
  admin: 'hand out keys and act for every owner',
}

export const everyScope: readonly Scope[] = ['read', 'submit', 'operate', 'admin']

/** Its caps and limits in the words of the shell; empty: it has none. */
export function limitWords(key: Key): readonly string[] {
  return [
    key.cap_ticks === null ? null : `${money(key.cap_ticks)} in all`,
    key.day_cap_ticks === null ? null : `${money(key.day_cap_ticks)} a day`,
    key.max_in_flight === null ? null : `${key.max_in_flight} in flight`,
    key.requests_per_minute === null ? null : `${key.requests_per_minute} requests a minute`,
    key.upstreams === null ? null : `only ${key.upstreams.join(', ')}`,
    key.models === null ? null : `only ${key.models.join(', ')}`,
    key.max_duration === null ? null : `clips of ${key.max_duration} s at most`,
  ].filter((part) => part !== null)
}
