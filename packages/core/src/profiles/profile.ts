import type { ModelCapability } from '../models/capability.ts'
import type { Price } from '../pricing/price.ts'

/** Seconds after acceptance at which a clip of `durationS` may first be ready; between two points we interpolate. */
export type FirstPollPoint = { readonly durationS: number; readonly firstS: number }

export type PollProfile = {
  readonly first: readonly FirstPollPoint[]
  readonly minS: number
  readonly maxS: number
  /** Each wait is this many times the one before, from `minS` to `maxS`; absent: drawn evenly between the two. */
  readonly growth?: number
  readonly deadlineS: number
  readonly overdueS: number
}

export const adviceCodes = [
  'prompt_thin',
  'prompt_long',
  'image_quality',
  'image_data_links',
  'images_slow',
] as const
export type AdviceCode = (typeof adviceCodes)[number]

/** What a vendor or experience advises; said in quotes, and never a reason to refuse. `giveHints` says when it applies. */
export type Advice = {
  readonly code: AdviceCode
  /** Absent: for every model. */
  readonly models?: readonly string[]
  readonly message: string
  readonly source: string
}

/** An upstream's limits, prices and intervals: data, never code. The wire it speaks is its dialect. */
export type Profile = {
  readonly name: string
  readonly dialect: 'globalaiopc' | 'cometapi' | 'xai'
  readonly title: string
  readonly baseUrl: string
  readonly models: readonly ModelCapability[]
  readonly pollPlans: { readonly [model: string]: PollProfile }
  readonly prices: { readonly [model: string]: Price }
  readonly priceVersion: string
  readonly linkLifetimeS: number
  readonly maxInFlight: number
  readonly requestsPerMinute: number
  readonly pollsPerMinute: number
  /** The vendor counts creates and polls together. */
  readonly pollsShareRate: boolean
  /** Overdue tasks past which the gate closes. */
  readonly maxOverdue: number
  /** Bytes of a create's body; base64 images make it long. */
  readonly maxRequestBytes: number
  /** What the ticks in replies are: the bill, another service's passed on, or not there. */
  readonly reportedTicksAre: 'bill' | 'passed_through' | 'none'
  readonly submitTimeoutS: number
  readonly retries: number
  readonly failedIsFree: boolean
  /** Where documents disagree or are silent: which of them we follow, a sentence each, for people. */
  readonly choices: readonly string[]
  readonly advice: readonly Advice[]
}
