import { moderatedLeftOut } from '@reelkeep/core'
import type { RetryQuote } from '@reelkeep/db'
import { z } from 'zod'
import type { RetryReason } from '../bulk/retry-reasons.ts'
import { ticksSchema } from '../schemas/values.ts'
import { ticksText } from './present-values.ts'

const count = z.number().int()

export const retryReasonSchema = z
  .object({
    reason: z.string(),
    simulated: z
      .boolean()
      .describe('no real money; a reason is told twice where it has both, real and simulated'),
    jobs: count,
    charged_ticks: ticksSchema.nullable().describe('what they were charged already; null: not known of any'),
    contingent_ticks: ticksSchema
      .nullable()
      .describe('what they may have been charged beside that; null: not known of any'),
    unknown_costs: count.describe(
      'jobs that may have cost something, and nobody knows how much: in neither sum',
    ),
    quoted_ticks: ticksSchema.nullable().describe('what sending them again costs; null: no price is known'),
    unpriced: count.describe('jobs without a price, which is in no sum'),
  })
  .meta({ id: 'RetryReason' })

export const retriedSchema = z.object({
  jobs: count.describe('sent again by this call; in a dry run: that would be'),
  dry_run: z.boolean(),
  quoted_ticks: ticksSchema.describe('what they cost at most, as far as their prices are known'),
  unpriced: count.describe('jobs without a price, which is in no sum'),
  unknown: z
    .array(z.object({ upstream: z.string(), model: z.string(), rows: count }))
    .describe('what those without a price are of'),
  reasons: z.array(retryReasonSchema).describe('of those that are sent again, the commonest first'),
  left_out: z
    .array(z.object({ reason: z.string(), jobs: count, message: z.string() }))
    .describe('failed, and not sent again unless they are asked for'),
})

/** What a retry of a batch has begun to buy, or would. */
export function presentQuote(
  quote: RetryQuote,
  { jobs, isDryRun }: { readonly jobs: number; readonly isDryRun: boolean },
): z.infer<typeof retriedSchema> {
  return {
    jobs,
    dry_run: isDryRun,
    quoted_ticks: String(quote.quotedTicks),
    unpriced: quote.unpriced.reduce((sum, { rows }) => sum + rows, 0),
    unknown: quote.unpriced.map((price) => ({ ...price })),
    reasons: quote.reasons.map(presentReason),
    left_out:
      quote.moderatedLeftOut === 0
        ? []
        : [{ reason: 'moderated', jobs: quote.moderatedLeftOut, message: moderatedLeftOut }],
  }
}

export function presentReason(group: RetryReason): z.infer<typeof retryReasonSchema> {
  return {
    reason: group.reason,
    simulated: group.simulated,
    jobs: group.jobs,
    charged_ticks: ticksText(group.chargedTicks),
    contingent_ticks: ticksText(group.contingentTicks),
    unknown_costs: group.unknownCosts,
    quoted_ticks: ticksText(group.quotedTicks),
    unpriced: group.unpriced,
  }
}
