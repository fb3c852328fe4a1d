import { type BatchQuote, type Ticks, usdFromTicks } from '@reelkeep/core'
import { type ApiError, unprocessable } from '../errors.ts'

export type BatchMoney = {
  readonly quote: BatchQuote
  /** Null: no budget. */
  readonly budgetTicks: Ticks | null
  /** What the batch has cost or is bound to cost before this post. */
  readonly committedTicks: Ticks
}

/** Why the budget forbids the batch; null when it does not. Without a price under a budget nothing can be promised. */
export function moneyRefusal({ quote, budgetTicks, committedTicks }: BatchMoney): ApiError | null {
  if (budgetTicks === null) return null
  if (quote.highTicks === null) {
    const details = quote.unknown.map(({ upstream, model, rows }) => ({
      path: 'max_price_usd',
      row: null,
      code: 'price_unknown',
      message: `${model} at ${upstream} has no price (${rows} ${rows === 1 ? 'row' : 'rows'}): set upstreams.${upstream}.prices.${model}, or send max_price_usd per row`,
      allowed: null,
    }))
    return unprocessable('price_unknown', details[0]?.message ?? 'A row has no price.', details)
  }
  const total = committedTicks + quote.highTicks
  if (total <= budgetTicks) return null
  const before = committedTicks === 0n ? '' : ` beside ${usdFromTicks(committedTicks)} USD spent or under way`
  return unprocessable(
    'over_budget',
    `The rows cost up to ${usdFromTicks(quote.highTicks)} USD${before}; the budget is ${usdFromTicks(budgetTicks)} USD.`,
  )
}
