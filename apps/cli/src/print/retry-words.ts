import type { Batch, Job, RetryReason } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'
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
}: RetryReason) {
  const parts = [
    ...(isSome(charged) ? [`${money(charged)} charged`] : []),
    ...(isSome(possible) ? [`${money(possible)} possibly charged`] : []),
    ...(unknown > 0 ? [`${counted(unknown, 'job')} of unknown cost`] : []),
  ]
  return parts.length === 0 ? 'nothing charged' : parts.join(', ')
}

function againWords({
  quoted_ticks: quoted,
  unpriced,
}: Pick<RetryReason, 'quoted_ticks' | 'unpriced'>): string {
  if (unpriced === 0) return `${money(quoted)} as quoted`
  return quoted === null
    ? 'of unknown price'
    : `at least ${money(quoted)}, ${counted(unpriced, 'job')} of unknown price`
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
export function retrySummary({ jobs, quoted_ticks: quoted, unpriced }: BatchRetry['retry']): string {
  const price = againWords({ quoted_ticks: unpriced === jobs ? null : quoted, unpriced })
  return `${counted(jobs, 'failed job')} again, ${price}`
}

/** What stays behind, why, and how it is sent all the same. */
export function leftOutLines(leftOut: BatchRetry['retry']['left_out']): string[] {
  return leftOut.map(
    ({ reason, jobs, message }) =>
      `  ${jobs} ${reason} left out: ${plainText(message)}. --include-${reason} sends ${jobs === 1 ? 'it' : 'them'} as well.`,
  )
}

/** A single job in the same words; it is asked for by its id, so that nothing is left out. */
export function retryOfJob({ reason, cost, failure }: Job): BatchRetry['retry'] {
  const isUnknown =
    failure?.charged !== false && cost.charged_ticks === null && cost.contingent_ticks === null
  const group: RetryReason = {
    reason: reason ?? 'failed',
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
