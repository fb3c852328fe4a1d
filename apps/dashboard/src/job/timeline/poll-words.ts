import { counted, countText } from '../../format/count.ts'
import type { TimedExchange } from './timeline.ts'

/** How many polls are no tick; the counters of the job know more of them than there are kept answers. */
export function pollsWithoutTick(polls: number, kept: readonly Pick<TimedExchange, 'step'>[]): number {
  return Math.max(0, polls - kept.filter(({ step }) => step === 'poll').length)
}

/** That ticks are missing, and why; null: every poll is one. Where nothing is drawn, something happened all the same. */
export function missingTicksWords(polls: number, missing: number, hasMore: boolean): string | null {
  if (missing === 0) return null
  const why = hasMore
    ? 'their answers are not loaded, or changed nothing and were only counted'
    : 'their answers changed nothing and were only counted'
  const which =
    missing === polls ? counted(polls, 'poll') : `${countText(missing)} of ${counted(polls, 'poll')}`
  return `${which} ${missing === 1 ? 'is' : 'are'} no tick: ${why}, so that it is not known when ${missing === 1 ? 'it was' : 'they were'}.`
}
