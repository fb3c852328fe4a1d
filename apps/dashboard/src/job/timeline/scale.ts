import type { Timeline } from './timeline.ts'

/** Places moments between 0 and 1, and reads them back. */
export type Scale = {
  readonly placeOf: (at: number) => number
  readonly momentAt: (place: number) => number
}

export type ScaleName = 'true' | 'compressed'

/** So much longer than the shortest may the longest stretch be before true lengths hide the short ones. */
const readableShare = 200
/** Below this a length is as good as nothing to the eye, and is not stretched further. */
const feltMs = 250

/** Compressed where a wait would leave the steps too thin to see. */
export function fittingScale(timeline: Timeline): ScaleName {
  const lengths = boundsOf(timeline)
    .map((at, index, all) => (index === 0 ? 0 : at - (all[index - 1] ?? at)))
    .filter((ms) => ms > 0)
  const shortestMs = Math.max(feltMs, Math.min(...lengths, Number.POSITIVE_INFINITY))
  return Math.max(...lengths, 0) > readableShare * shortestMs ? 'compressed' : 'true'
}

/**
 * Linear between neighbouring bounds. True: a second is as wide anywhere. Compressed: a stretch is as wide as the
 * logarithm of its length, so that a wait of an hour beside a step of a second leaves both to be seen; order is kept.
 */
export function scaleOf(timeline: Timeline, name: ScaleName): Scale {
  const bounds = boundsOf(timeline)
  const places = [0]
  for (let index = 1; index < bounds.length; index += 1) {
    const ms = (bounds[index] ?? 0) - (bounds[index - 1] ?? 0)
    places.push((places[index - 1] ?? 0) + (name === 'true' ? ms : Math.log1p(ms / feltMs)))
  }
  const whole = places.at(-1) || 1
  const shares = places.map((place) => place / whole)
  return {
    placeOf: (at) => between(bounds, shares, at),
    momentAt: (place) => between(shares, bounds, place),
  }
}

/** Every moment at which a stretch begins or ends, once, in order. */
function boundsOf({ startAt, endAt, attempts }: Timeline): readonly number[] {
  const moments = attempts
    .flatMap(({ bars }) => bars.flatMap(({ stretches }) => stretches))
    .flatMap((stretch) => [stretch.startAt, stretch.endAt ?? endAt])
  return [...new Set([startAt, ...moments, endAt])].sort((a, b) => a - b)
}

function between(from: readonly number[], to: readonly number[], value: number): number {
  const next = from.findIndex((bound) => bound >= value)
  if (next === -1) return to.at(-1) ?? 0
  if (next === 0) return to[0] ?? 0
  const [low = 0, high = 0] = [from[next - 1], from[next]]
  const [start = 0, end = 0] = [to[next - 1], to[next]]
  return high === low ? end : start + ((value - low) / (high - low)) * (end - start)
}
