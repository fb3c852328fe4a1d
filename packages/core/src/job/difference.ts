import type { Job } from './job.ts'

/** A difference with what came in place of what was asked; `came` is null where no price depends on it. */
export type Difference = {
  readonly field: string
  readonly asked: string
  readonly got: string
  readonly came: Partial<PricedRender> | null
}

/** What a price list looks at. A null resolution that came is one that has no name. */
export type PricedRender = {
  readonly model: string
  readonly durationS: number | null
  readonly resolution: string | null
}

/** More than rounding and a last frame. */
const durationToleranceS = 1

/** Edits are as long as their source, and an extended clip is longer than the added part that was asked for. */
export function isOtherDuration({ operation, params }: Job, cameS: number): boolean {
  if (params.durationS === null) return false
  const longerByS = cameS - params.durationS
  return longerByS < -durationToleranceS || (longerByS > durationToleranceS && operation !== 'extend')
}
