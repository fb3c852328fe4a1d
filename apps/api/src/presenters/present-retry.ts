import type { RetryQuote } from '@reelkeep/db'
import { z } from 'zod'
import { ticksSchema } from '../schemas/values.ts'

export const retriedSchema = z.object({
  jobs: z.number().int().describe('sent again by this call'),
  quoted_ticks: ticksSchema.describe('what they cost at most, as far as their prices are known'),
  unpriced: z.number().int().describe('jobs without a price, which is in no sum'),
})

/** What a retry of a batch has begun to buy. */
export function presentQuote(quote: RetryQuote, jobs: number): z.infer<typeof retriedSchema> {
  return {
    jobs,
    quoted_ticks: String(quote.quotedTicks),
    unpriced: quote.unpriced.reduce((sum, { rows }) => sum + rows, 0),
  }
}
