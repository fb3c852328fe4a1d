import type { Batch } from '../api/types.ts'
import { money } from './money.ts'

const pausedWords = {
  by_user: 'paused by a person',
  trial: 'paused: its trial waits for a word',
  stop_when: 'paused by itself: too much went wrong',
  restored: 'paused: restored from the bucket',
}

/** How a batch stands, and why if it stands still. */
export function standingWords({ state, pause }: Pick<Batch, 'state' | 'pause'>): string {
  return pause?.reason ? pausedWords[pause.reason] : state
}

/** What the budget counts, by its parts: what may have been charged counts like what was. Undefined: there is none. */
export function budgetNote({ budget }: Pick<Batch, 'budget'>): string | undefined {
  if (budget === null) return undefined
  const parts = [
    [budget.charged_ticks, 'charged'],
    [budget.reserved_ticks, 'reserved'],
    [budget.possible_ticks, 'possible'],
  ] as const
  const named = parts.flatMap(([ticks, name]) => (ticks === '0' ? [] : [`${money(ticks)} ${name}`]))
  return `${money(budget.left_ticks)} left${named.length === 0 ? '' : `: ${named.join(', ')}`}`
}
