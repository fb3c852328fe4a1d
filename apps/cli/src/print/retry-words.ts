import type { Batch, Job, RetryReason } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { moneyOf } from './money.ts'
import { plainText } from './plain-text.ts'

/** What a retry sends, by reason: what it may have cost already, and what it costs now. */
export function reasonLines(reasons: readonly RetryReason[]): string[] {
  return reasons.map(
    (group) => `  ${group.jobs} ${group.reason}: so far ${soFarWords(group)}; again ${againWords(group)}`,
  )
}

/** Certain, possible and unknown are told apart; what nobody knows is in no sum. */
function soFarWords({
  charged_ticks: charged,
  contingent_ticks: possible,
  unknown_costs: unknown,
  simulated,
}: RetryReason) {
  const parts = [
    ...(isSome(charged) ? [`${moneyOf(charged, simulated)} charged`] : []),
    ...(isSome(possible) ? [`${moneyOf(possible, simulated)} possibly charged`] : []),
    ...(unknown > 0 ? [`${counted(unknown, 'job')} of unknown cost`] : []),
  ]
  return parts.length === 0 ? 'nothing charged' : parts.join(', ')
}

function againWords({
  quoted_ticks: quoted,
  unpriced,
  simulated,
}: Pick<RetryReason, 'quoted_ticks' | 'unpriced' | 'simulated'>): string {
  if (unpriced === 0) return `${moneyOf(quoted, simulated)} as quoted`
  return quoted === null
    ? 'of unknown price'
    : `at least ${moneyOf(quoted, simulated)}, ${counted(unpriced, 'job')} of unknown price`
}

function isSome(ticks: string | null): ticks is string {
  return ticks !== null && ticks !== '0'
}

export type BatchRetry = Batch & {
  readonly retry: {
    readonly jobs: number
    readonly quoted_ticks: string
    readonly unpriced: number
    readonly reasons: readonly RetryReason[]
    readonly left_out: readonly { readonly reason: string; readonly jobs: number; readonly message: string }[]
  }
}

/** The whole of it in one line: "3 failed jobs again, $0.90 as quoted". */
export function retrySummary({ jobs, reasons }: Pick<BatchRetry['retry'], 'jobs' | 'reasons'>): string {
  const prices = [false, true].flatMap((simulated) => {
    const own = reasons.filter((reason) => reason.simulated === simulated)
    return own.length === 0 ? [] : [againWords(sumOf(own, simulated))]
  })
  return `${counted(jobs, 'failed job')} again, ${prices.join(' and ') || againWords(sumOf([], false))}`
}

function sumOf(reasons: readonly RetryReason[], simulated: boolean) {
  const known = reasons.filter(({ quoted_ticks: quoted }) => quoted !== null)
  const quoted = known.reduce((sum, { quoted_ticks: ticks }) => sum + BigInt(ticks ?? '0'), 0n)
  const unpriced = reasons.reduce((sum, reason) => sum + reason.unpriced, 0)
  return { quoted_ticks: known.length === 0 && unpriced > 0 ? null : String(quoted), unpriced, simulated }
}

/** What stays behind, why, and how it is sent all the same. */
export function leftOutLines(leftOut: BatchRetry['retry']['left_out']): string[] {
  return leftOut.map(
    ({ reason, jobs, message }) =>
      `  ${jobs} ${reason} left out: ${plainText(message)}. --include-${reason} sends ${jobs === 1 ? 'it' : 'them'} as well.`,
  )
}

/** A single job in the same words; it is asked for by its id, so that nothing is left out. */
export function retryOfJob({ reason, cost, failure, simulated }: Job): BatchRetry['retry'] {
  const isUnknown =
    failure?.charged !== false && cost.charged_ticks === null && cost.contingent_ticks === null
  const group: RetryReason = {
    reason: reason ?? 'failed',
    simulated,
    jobs: 1,
    charged_ticks: cost.charged_ticks,
    contingent_ticks: cost.contingent_ticks,
    unknown_costs: isUnknown ? 1 : 0,
    quoted_ticks: cost.quoted_ticks,
    unpriced: cost.quoted_ticks === null ? 1 : 0,
  }
  return {
    jobs: 1,
    quoted_ticks: cost.quoted_ticks ?? '0',
    unpriced: group.unpriced,
    reasons: [group],
    left_out: [],
  }
}
