import type { Operation } from '../job/job.ts'

/** What one model accepts at one upstream: data, so that a refusal can name the rule and the allowed values. */
export type ModelCapability = {
  readonly model: string
  readonly operations: readonly Operation[]
  readonly duration: DurationRule
  readonly aspectRatios: { readonly allowed: readonly string[]; readonly default: string }
  readonly resolutions: { readonly allowed: readonly string[]; readonly default: string }
  readonly images: {
    readonly max: number
    /** `data:` links are taken as well as public ones. */
    readonly base64: boolean
  }
  /** The unit the vendor bills by; the price itself may be unknown. */
  readonly billing: 'second' | 'call'
  /** Which document says so, and what we chose where documents disagree. */
  readonly source: string
}

/** Seconds. `fixed` is what comes out whatever is asked; it is never sent. */
export type DurationRule =
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly default: number }
  | { readonly kind: 'list'; readonly values: readonly number[]; readonly default: number }
  | { readonly kind: 'fixed'; readonly value: number }
