import { assertNever } from '../assert-never.ts'
import { isReused, type Job } from '../job/job.ts'
import type { ExplainFacts, Explanation } from './explanation.ts'
import { countWords, moneyWords } from './words.ts'

/** What the job has cost and may cost, and how that is known. Unknown money is said to be unknown. */
export function explainCost(facts: Pick<ExplainFacts, 'job' | 'reserveTicks'>): Explanation['cost'] {
  const { job } = facts
  if (isReused(job)) {
    return {
      says: 'Nothing: its clip is a copy of one that was paid for before.',
      knownBy: 'the ledger has no entry for it',
    }
  }
  const parts = [...spentWords(job), ...toComeWords(facts)]
  return {
    says: `${parts.join(' ')}${job.simulated ? ' The upstream is a simulator: no real money is involved.' : ''}`,
    knownBy: knownBy(job),
  }
}

function spentWords(job: Job): string[] {
  const { submissions, chargedTicks, contingentTicks, reportedTicks, quotedTicks } = job
  if (submissions === 0 && chargedTicks === null && !job.adopted) return ['Nothing so far: nothing was sent.']
  const quote = quotedTicks === null ? '' : ` It was quoted at ${moneyWords(quotedTicks)}.`
  const reported =
    reportedTicks === null || reportedTicks === chargedTicks
      ? ''
      : ` The upstream reported ${moneyWords(reportedTicks)}.`
  const doubt =
    contingentTicks === null
      ? ''
      : ` It may have cost ${moneyWords(contingentTicks)} more: that stands on the books until a bill or a person says otherwise.`
  const after = submissions > 1 ? ` over ${countWords(submissions, 'submission')}` : ''
  if (chargedTicks !== null)
    return [`Charged ${moneyWords(chargedTicks)}${after}.${reported}${quote}${doubt}`]
  if (contingentTicks !== null) {
    return [
      `Possibly ${moneyWords(contingentTicks)}${after}: a submission may have been charged, and nobody can know yet.${quote}`,
    ]
  }
  return [`${endedWithoutCharge(job)}${reported}${quote}`]
}

function endedWithoutCharge({ state, failure, submissions }: Job): string {
  if (failure?.charged === 'no' && submissions > 1)
    return 'An unknown amount: the last submission cost nothing, and what an earlier one cost nobody knows.'
  if (failure?.charged === 'no') return 'Nothing: the upstream is known not to charge for this.'
  if (state === 'failed' || state === 'archived' || state === 'unconfirmed') {
    return 'An unknown amount: the upstream did not say, and the price is not known.'
  }
  return 'No charge is on the books yet.'
}

function toComeWords({ job, reserveTicks }: Pick<ExplainFacts, 'job' | 'reserveTicks'>): string[] {
  switch (job.state) {
    case 'queued':
      return [
        reserveTicks === null
          ? 'Sending it costs an unknown amount: its model has no price here.'
          : `Sending it will reserve ${moneyWords(reserveTicks)}.`,
      ]
    case 'submitting':
    case 'rendering':
      return job.reservedTicks > 0n
        ? [`${moneyWords(job.reservedTicks)} is reserved for it, and is charged when the render succeeds.`]
        : ['What its render will cost is not known here.']
    case 'unconfirmed':
    case 'archiving':
      return ['Nothing more comes by itself: asking and fetching are free.']
    case 'archived':
    case 'failed':
    case 'canceled':
      return []
    default:
      return assertNever(job.state)
  }
}

function knownBy({ costSource, priceVersion, submissions, adopted }: Job): string {
  const prices = priceVersion === null ? 'no price list' : `price list ${priceVersion}`
  if (submissions === 0 && !adopted) return `${prices}, before anything was sent`
  switch (costSource) {
    case 'metered':
      return 'what the upstream itself reported, or its bill'
    case 'estimated':
      return `${prices}: an estimate until the bill is held against it (reelkeep reconcile)`
    case 'unknown':
      return `nothing: neither a report nor ${prices === 'no price list' ? 'a price' : `an entry of ${prices}`} says`
    default:
      return assertNever(costSource)
  }
}
