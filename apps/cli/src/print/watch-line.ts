import type { Batch } from '../client/shapes.ts'
import { batchLine } from './batch-line.ts'
import { budgetWords } from './budget-words.ts'
import { money } from './money.ts'

/** The line of a watched batch: bar, states, money, pace, and when it may end at what cost. */
export function watchLine(
  batch: Batch,
  { perMinute, when }: { readonly perMinute: number | null; readonly when: (moment: string) => string },
): string {
  const { cost, forecast, simulated } = batch
  const charged = cost.charged_ticks === null ? null : `charged ${money(cost.charged_ticks)}`
  const spent = budgetWords(batch) ?? charged
  return [
    batchLine(batch),
    spent === null ? null : `${spent}${simulated ? ' (simulated)' : ''}`,
    perMinute === null || perMinute === 0 ? null : `${paceWords(perMinute)} a minute`,
    forecast.finish_at === null ? null : `ends about ${clockOf(when(forecast.finish_at))}`,
    forecast.finish_at === null || forecast.final_ticks === null ? null : `at ${money(forecast.final_ticks)}`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function paceWords(perMinute: number): string {
  return perMinute < 10 ? perMinute.toFixed(1) : String(Math.round(perMinute))
}

/** "04:05" of "2026-11-21 04:05:06 +01:00": a forecast is not true to the second. */
function clockOf(words: string): string {
  return words.slice(11, 16)
}
