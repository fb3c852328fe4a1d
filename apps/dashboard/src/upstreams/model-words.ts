import type { Upstream } from '../api/types.ts'
import { durationText } from '../format/duration.ts'
import { money } from '../format/money.ts'

export type Model = Upstream['models'][number]
export type Mode = Model['modes'][number]

/** What a clip costs, one line each; where nobody knows, which setting says it. */
export function priceWords(
  upstream: string,
  { model, price }: Model,
): { readonly isKnown: boolean; readonly lines: string[] } {
  const per = `a ${price.unit}`
  const image = price.per_image_ticks === null ? [] : [`${money(price.per_image_ticks)} for each image sent`]
  if (price.by_resolution !== null) {
    const figures = Object.entries(price.by_resolution).map(
      ([size, ticks]) => `${money(ticks)} ${per} at ${size}`,
    )
    return { isKnown: true, lines: [...figures, ...image] }
  }
  if (price.ticks !== null) return { isKnown: true, lines: [`${money(price.ticks)} ${per}`, ...image] }
  const setting = `upstreams.${upstream}.prices.${model}.per_${price.unit}_usd`
  return { isKnown: false, lines: [`unknown, billed by the ${price.unit}: set ${setting}`] }
}

export function lengthWords({ duration: { kind, allowed, default: otherwise } }: Mode): string {
  const lengths = allowed.join(', ')
  switch (kind) {
    case 'range':
    case 'list':
      return `${lengths} s${otherwise === null ? '' : ` (${otherwise})`}`
    case 'fixed':
      return `always ${lengths} s`
    case 'as-source':
      return `${lengths} s`
  }
}

/** "16:9, 9:16 (16:9)": what stands in brackets is sent when nothing is asked. */
export function choiceWords({ allowed, default: otherwise }: Mode['aspect_ratios']): string {
  if (allowed.length === 0) return 'takes none'
  return `${allowed.join(', ')} (${otherwise ?? 'the upstream chooses'})`
}

export function sourceWords({ images: { min, max, base64 }, video }: Mode): string {
  const images =
    max === 0
      ? null
      : `${min === max ? max : `${min} to ${max}`} ${max === 1 ? 'image' : 'images'}, ${base64 ? 'links or base64' : 'public links only'}`
  const clip =
    video === null
      ? null
      : `a clip of up to ${video.max_s} s${video.ends_with === null ? '' : `, its link ending in ${video.ends_with}`}`
  return [images, clip].filter((part) => part !== null).join('; ') || 'none'
}

/** When it is asked about a task. */
export function pollWords({ poll }: Model): string {
  const text = (seconds: number) => durationText(seconds * 1_000)
  const first = poll.first.map(({ duration_s: clip, first_s: after }) =>
    poll.first.length === 1 ? text(after) : `${text(after)} for clips of ${text(clip)}`,
  )
  const pace = poll.growth === null ? 'then every' : 'then growing from'
  return (
    `First after ${first.join(', ') || text(poll.min_s)}, ${pace} ${text(poll.min_s)} to ${text(poll.max_s)}; ` +
    `overdue after ${text(poll.deadline_s)}, then every ${text(poll.overdue_s)}.`
  )
}
