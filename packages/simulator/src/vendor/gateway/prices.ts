/** In ticks: 10^10 are one US dollar. */
export type Price = { readonly unit: 'second' | 'call'; readonly ticks: bigint }

/**
 * The units are the vendor's (XingChaoYiQing, Create Task, "Billing"); the amounts are made up, because no document states any.
 * They are odd on purpose: a sum that matches the bill by accident is unlikely.
 */
export const prices: { readonly [model: string]: Price } = {
  grok_video3: { unit: 'second', ticks: 503_000_000n },
  grok_video3_pro: { unit: 'call', ticks: 6_010_000_000n },
  grok_video3_max: { unit: 'second', ticks: 701_000_000n },
  grok_video3_stable: { unit: 'call', ticks: 4_030_000_000n },
}

export function priceOf(model: string): Price {
  const price = prices[model]
  if (price === undefined) throw new Error(`no made-up price for ${model}`)
  return price
}
