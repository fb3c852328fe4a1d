import type { Job } from '../../api/types.ts'
import { moneyWords } from '../../format/money.ts'

/** What may have been paid for a job already, as a sentence; null: nothing was, or will be by what stands on the books. */
export function paidWords({ cost, failure, submissions, simulated }: Job): string | null {
  const { charged_ticks: charged, contingent_ticks: possible } = cost
  if (isSome(charged)) {
    return `${moneyWords(charged, simulated)} was charged for it already (${cost.source}); that is not given back.${
      isSome(possible) ? ` Up to ${moneyWords(possible, simulated)} more may have been charged.` : ''
    }`
  }
  if (isSome(possible))
    return `Up to ${moneyWords(possible, simulated)} may have been charged for it already: nobody knows yet.`
  if (submissions === 0 || failure?.charged === false || charged === '0') return null
  return 'Whether it was charged already is not known; nothing stands on the books for it.'
}

function isSome(ticks: string | null): ticks is string {
  return ticks !== null && BigInt(ticks) > 0n
}
