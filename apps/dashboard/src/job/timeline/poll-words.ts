import { counted, countText } from '../../format/count.ts'
import type { TimedExchange } from './timeline.ts'

/** How many polls are not drawn; the counters of the job know more of them than there are kept answers. */
export function pollsWithoutTick(polls: number, kept: readonly Pick<TimedExchange, 'step'>[]): number {
  return Math.max(0, polls - kept.filter(({ step }) => step === 'poll').length)
}

/** That polls are not drawn, and why; null: all of them are. Where nothing is drawn, something happened all the same. */
export function missingTicksWords(polls: number, missing: number, hasMore: boolean): string | null {
  if (missing === 0) return null
  const whose = missing === 1 ? 'its answer' : 'their answers'
  const why = hasMore ? `${whose} may not be loaded yet, or changed nothing` : `${whose} changed nothing`
  const which =
    missing === polls ? counted(polls, 'poll') : `${countText(missing)} of ${counted(polls, 'poll')}`
  return `${which} ${missing === 1 ? 'is' : 'are'} not drawn: ${why}, so that only the number was kept, not the time.`
}
