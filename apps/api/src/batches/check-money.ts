import {
  type BatchQuote,
  type Commitment,
  commitmentWords,
  committedTotal,
  type Ticks,
  usdFromTicks,
} from '@reelkeep/core'
import type { KeyCaps } from '@reelkeep/db'
import { type ApiError, unprocessable } from '../errors.ts'

export type BatchMoney = {
  readonly quote: BatchQuote
  /** Null: no budget. */
  readonly budgetTicks: Ticks | null
  /** What the batch has cost or is bound to cost before this post. */
  readonly committed: Commitment
  /** Absent: only the batch's own money is asked about; the claim holds the key's in any case. */
  readonly keyCaps?: KeyCaps
}

/**
 * Why the budget, or a cap of the key, forbids the rows; null when nothing does. Under any of them a row without a price
 * is refused: nothing could be promised. A cap of a day refuses only a row that no day could pay, for what is left of
 * today says nothing about tomorrow.
 */
export function moneyRefusal(money: BatchMoney): ApiError | null {
  const { quote, budgetTicks, keyCaps = noCaps } = money
  if (quote.rows === 0) return null
  const isCapped = budgetTicks !== null || keyCaps.inAll !== null || keyCaps.dayCapTicks !== null
  if (!isCapped) return null
  if (quote.highTicks === null) return priceUnknown(quote)
  return overBudget(money, quote.highTicks) ?? overKeyCap(keyCaps, quote, quote.highTicks)
}

const noCaps: KeyCaps = { inAll: null, dayCapTicks: null }

function priceUnknown({ unknown }: BatchQuote): ApiError {
  const details = unknown.map(({ upstream, model, rows }) => ({
    path: 'max_price_usd',
    row: null,
    code: 'price_unknown',
    message: `${model} at ${upstream} has no price (${rows} ${rows === 1 ? 'row' : 'rows'}): set upstreams.${upstream}.prices.${model}, or send max_price_usd per row`,
    allowed: null,
  }))
  return unprocessable('price_unknown', details[0]?.message ?? 'A row has no price.', details)
}

function overBudget({ budgetTicks, committed }: BatchMoney, highTicks: Ticks): ApiError | null {
  if (budgetTicks === null || committedTotal(committed) + highTicks <= budgetTicks) return null
  const before = besideWords(committed)
  return unprocessable(
    'over_budget',
    `The rows cost up to ${usdFromTicks(highTicks)} USD${before}; the budget is ${usdFromTicks(budgetTicks)} USD. Raise the budget, or send fewer rows.`,
  )
}

function overKeyCap(
  { inAll, dayCapTicks }: KeyCaps,
  { dearestTicks = null }: BatchQuote,
  highTicks: Ticks,
): ApiError | null {
  if (inAll !== null && committedTotal(inAll.spent) + highTicks > inAll.capTicks) {
    const before = besideWords(inAll.spent)
    return unprocessable(
      'over_budget',
      `The rows cost up to ${usdFromTicks(highTicks)} USD${before}; the key may spend ${usdFromTicks(inAll.capTicks)} USD in all. Raise its cap, or send fewer rows.`,
    )
  }
  if (dayCapTicks !== null && dearestTicks !== null && dearestTicks > dayCapTicks) {
    return unprocessable(
      'over_budget',
      `A row costs up to ${usdFromTicks(dearestTicks)} USD; the key may spend ${usdFromTicks(dayCapTicks)} USD a day, so that it could never be sent. Raise the cap, or ask for less.`,
    )
  }
  return null
}

/** Each part by its name: what may have been charged counts, and would else be missed in what a person adds up. */
function besideWords(committed: Commitment): string {
  return committedTotal(committed) === 0n ? '' : ` beside ${commitmentWords(committed)}`
}

/** A budget cannot hold over rows that nobody knows the price of. */
export function rowsWithoutPrice(rows: number): ApiError {
  return unprocessable(
    'price_unknown',
    `${rows === 1 ? 'A row that is' : `${rows} rows that are`} still to be sent ${rows === 1 ? 'has' : 'have'} no price, so that no budget can hold: set upstreams.NAME.prices and send the file again, or cancel ${rows === 1 ? 'it' : 'them'}.`,
  )
}
