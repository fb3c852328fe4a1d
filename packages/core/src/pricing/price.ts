import type { Ticks } from './ticks.ts'

/** What a model costs at an upstream. A model without a price is unknown, never free. */
export type Price = {
  readonly unit: 'second' | 'call'
  /** For each second or call: one figure, or one for each resolution. */
  readonly ticks: Ticks | PriceByResolution
  /** For each image that is sent along; absent: it costs nothing extra. */
  readonly perImageTicks?: Ticks
}

export type PriceByResolution = { readonly [resolution: string]: Ticks }

/** What a quote must know of a clip. */
export type QuotedRender = {
  /** Whole seconds, see `quotedSeconds`; null: nobody knows. */
  readonly durationS: number | null
  /** Null: left to the upstream; the dearest one is quoted. */
  readonly resolution: string | null
  /** How many images are sent along. */
  readonly images: number
}

/** Expected cost of one clip in ticks; null when the price, its resolution or the seconds it counts are unknown. */
export function quoteTicks(price: Price | null, render: QuotedRender): Ticks | null {
  if (price === null) return null
  const each = ticksAt(price.ticks, render.resolution)
  if (each === null) return null
  const images = (price.perImageTicks ?? 0n) * BigInt(render.images)
  if (price.unit === 'call') return each + images
  return render.durationS === null ? null : each * BigInt(render.durationS) + images
}

function ticksAt(ticks: Ticks | PriceByResolution, resolution: string | null): Ticks | null {
  if (typeof ticks === 'bigint') return ticks
  if (resolution !== null) return Object.hasOwn(ticks, resolution) ? (ticks[resolution] ?? null) : null
  return Object.values(ticks).reduce<Ticks | null>(
    (dearest, figure) => (dearest === null || figure > dearest ? figure : dearest),
    null,
  )
}
