import type { Creation } from '../creation.ts'
import type { Cost, Json } from '../vendor.ts'
import { xaiModels } from './models.ts'

/**
 * xAI's bill is what its replies report. Clips of edits and extensions are not whole seconds long, so that money is counted
 * by the millisecond. An edit's or extension's resolution is taken for 720p: no document says what its source costs.
 */
export function xaiCost({ model, billedS, resolution, images }: Creation): Cost {
  const rules = xaiModels[model]
  const perSecond = rules?.secondTicks[resolution]
  if (rules === undefined || perSecond === undefined)
    throw new Error(`no price for ${model} at ${resolution}`)
  const ticks =
    (perSecond * BigInt(Math.round(billedS * 1000))) / 1000n + rules.imageTicks * BigInt(images.length)
  return { unit: 'second', quantity: billedS, chargedTicks: `${ticks}`, reportedTicks: `${ticks}` }
}

export const xaiPriceList: Json = Object.fromEntries(
  Object.entries(xaiModels).map(([model, { secondTicks, imageTicks }]) => [
    model,
    {
      unit: 'second',
      ticks: Object.fromEntries(Object.entries(secondTicks).map(([name, ticks]) => [name, `${ticks}`])),
      per_image_ticks: `${imageTicks}`,
    },
  ]),
)
