import type { Key, RevokedKey } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'
import { plainText } from './plain-text.ts'

/** A key in a few lines. */
export function keyLines(key: Key, when: (moment: string) => string): string {
  const ends = key.last_four === null ? '' : ` …${key.last_four}`
  const limits = limitWords(key)
  const lines = [
    `${key.id}  ${key.name}${ends}  ${key.state}`,
    `owner ${key.owner}, may ${key.scopes.join(', ')}`,
    `limits: ${limits.length === 0 ? 'none' : limits.join(', ')}`,
    `spent: ${spentWords(key)}`,
    `made ${when(key.created_at)}${key.expires_at === null ? ', does not expire' : `, expires ${when(key.expires_at)}`}`,
    ...(key.last_used_at === null ? [] : [`last used about ${when(key.last_used_at)}`]),
    ...(key.revoked_at === null ? [] : [`revoked ${when(key.revoked_at)}`]),
  ]
  return lines.map(plainText).join('\n')
}

/** That it is over, and what becomes of the jobs that it left. They may be another owner's than who reads this. */
export function revokedLines({ id, name, owner, queued_jobs: queued }: RevokedKey): string {
  const reelkeep = `reelkeep --as-owner ${owner}`
  const lines = [
    `${name} (${id}) is revoked; it and its sessions are refused within two seconds.`,
    ...(queued === 0
      ? ['None of its jobs waits to be sent; what was sent goes on and is kept.']
      : [
          `${counted(queued, 'job')} of it ${queued === 1 ? 'waits' : 'wait'} to be sent, and ${queued === 1 ? 'goes' : 'go'} on. What was sent is kept in any case.`,
          `see them:    ${reelkeep} list jobs --key ${id} --state queued`,
          `cancel them: ${reelkeep} bulk cancel --key ${id} --state queued`,
        ]),
  ]
  return lines.map(plainText).join('\n')
}

export function limitWords(key: Key): string[] {
  return [
    ...(key.cap_ticks === null ? [] : [`${money(key.cap_ticks)} in all`]),
    ...(key.day_cap_ticks === null ? [] : [`${money(key.day_cap_ticks)} a day`]),
    ...(key.max_in_flight === null ? [] : [`${key.max_in_flight} in flight`]),
    ...(key.requests_per_minute === null ? [] : [`${key.requests_per_minute} requests a minute`]),
    ...(key.upstreams === null ? [] : [`only ${key.upstreams.join(' ')}`]),
    ...(key.models === null ? [] : [`only ${key.models.join(' ')}`]),
    ...(key.max_duration === null ? [] : [`clips of ${key.max_duration} s at most`]),
  ]
}

/** Charged, with what is reserved and what may have been charged beside it, where there is any. */
export function spentWords({ spent, spent_today: today }: Key): string {
  if (spent === null) return 'not counted'
  const parts = [
    money(spent.charged_ticks),
    ...(spent.reserved_ticks === '0' ? [] : [`${money(spent.reserved_ticks)} reserved`]),
    ...(spent.contingent_ticks === '0' ? [] : [`${money(spent.contingent_ticks)} in doubt`]),
    ...(today === null ? [] : [`${money(today.charged_ticks)} today`]),
  ]
  return parts.join(', ')
}
