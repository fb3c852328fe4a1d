import { createHash } from 'node:crypto'
import type { ModelCapability, Price, Profile } from '@reelkeep/core'
import type { PriceSection } from './settings-section.ts'

export type PriceList = {
  readonly prices: { readonly [model: string]: Price }
  readonly priceVersion: string
}

/**
 * The profile's prices with those of the configuration over them, each replacing the whole price of its model. That is
 * another list, under a version of its own that names its content. Throws the one line that names a wrong setting.
 */
export function readPrices(
  name: string,
  section: { readonly [model: string]: PriceSection } | undefined,
  profile: Profile,
): PriceList {
  const overrides = Object.entries(section ?? {})
  if (overrides.length === 0) return { prices: profile.prices, priceVersion: profile.priceVersion }
  const read = overrides.map(([model, given]): [string, Price] => {
    const at = `upstreams.${name}.prices.${model}`
    const capability = profile.models.find((known) => known.model === model)
    if (capability === undefined) {
      throw new Error(`${at} must be a price of ${profile.models.map((known) => known.model).join(', ')}`)
    }
    return [model, priceOf(at, given, capability)]
  })
  const prices = { ...profile.prices, ...Object.fromEntries(read) }
  const lines = Object.entries(prices).map(([model, price]) => `${model} ${priceText(price)}`)
  const digest = createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 10)
  return { prices, priceVersion: `${profile.priceVersion}+${digest}` }
}

function priceOf(at: string, given: PriceSection, capability: ModelCapability): Price {
  const bySecond = given.per_second_usd !== undefined
  const ticks = given.per_second_usd ?? given.per_call_usd ?? {}
  if (typeof ticks !== 'bigint') {
    checkResolutions(`${at}.${bySecond ? 'per_second_usd' : 'per_call_usd'}`, ticks, capability)
  }
  return {
    unit: bySecond ? 'second' : 'call',
    ticks,
    ...(given.per_image_usd !== undefined && { perImageTicks: given.per_image_usd }),
  }
}

function checkResolutions(at: string, ticks: object, { modes }: ModelCapability): void {
  const known = new Set(Object.values(modes).flatMap(({ resolutions }) => resolutions.allowed))
  const given = Object.keys(ticks)
  const wrong = given.find((resolution) => !known.has(resolution))
  if (wrong !== undefined) throw new Error(`${at}.${wrong} must be a price of ${[...known].join(', ')}`)
  if (given.length === 0) throw new Error(`${at} must give a price for ${[...known].join(', ')}`)
}

/** The same text for the same price, in whatever order it was written. */
function priceText({ unit, ticks, perImageTicks }: Price): string {
  const figures =
    typeof ticks === 'bigint'
      ? `${ticks}`
      : Object.entries(ticks)
          .map(([resolution, figure]) => `${resolution}=${figure}`)
          .sort()
          .join(',')
  return `${unit} ${figures}${perImageTicks === undefined ? '' : ` image ${perImageTicks}`}`
}
