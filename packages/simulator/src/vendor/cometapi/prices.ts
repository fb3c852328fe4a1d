import type { Creation } from '../creation.ts'
import type { Cost, Json } from '../vendor.ts'
import { xaiCost } from '../xai/prices.ts'

/** Made up: no document states CometAPI's price, and nobody may take it for xAI's, which its replies pass on. */
const billPerReported = { by: 5n, per: 4n }

export function cometCost(creation: Creation): Cost {
  const passedOn = xaiCost(creation)
  const { by, per } = billPerReported
  return { ...passedOn, chargedTicks: `${(BigInt(passedOn.chargedTicks) * by) / per}` }
}

export const cometPriceList: Json = { times_xai: '1.25' }
