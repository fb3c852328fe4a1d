import type { Price } from '../pricing/price.ts'
import type { Ticks } from '../pricing/ticks.ts'

/** When to ask, for one model and duration. All in milliseconds, already divided by the speed of a simulated upstream. */
export type PollPlan = {
  /** From acceptance to the first question. */
  readonly firstMs: number
  /** Each later wait is drawn evenly between these two, unless waits grow. */
  readonly minMs: number
  readonly maxMs: number
  /** Each wait is this many times the one before, from `minMs` to `maxMs`; null or absent: they do not grow. */
  readonly growth?: number | null
  /** From submission to `overdue`. Not a failure. */
  readonly deadlineMs: number
  /** Wait between questions once overdue. */
  readonly overdueMs: number
}

/** An upstream as `decide` sees it: profile, configuration and live overrides, resolved and frozen. */
export type UpstreamRules = {
  readonly name: string
  readonly profile: string
  readonly simulated: boolean
  /** 1 in real life; a simulator's clock may run faster, and every plan is divided by it. */
  readonly speed: number
  readonly maxInFlight: number
  readonly requestsPerMinute: number
  readonly pollsPerMinute: number
  /** The vendor counts creates and polls together: both draw on `requestsPerMinute`, and polls go first. */
  readonly pollsShareRate: boolean
  /** Past this many overdue tasks no more are created: an upstream that finishes nothing is not fed on. */
  readonly maxOverdue: number
  readonly submitTimeoutMs: number
  readonly onUnconfirmed: 'hold' | 'fail' | 'resubmit'
  /** How long a doubt is left to a late answer or a person before `onUnconfirmed` is done, in milliseconds. */
  readonly unconfirmedHoldMs: number
  /** The most that a job resubmitted by `onUnconfirmed` may be quoted at. Null: none is resubmitted. */
  readonly resubmitMaxTicks: Ticks | null
  /** The most that may be resubmitted by `onUnconfirmed` on one UTC day, all workers together. Null: as above. */
  readonly resubmitDailyTicks: Ticks | null
  /** New submissions after a failure that is retryable and known to be free. */
  readonly retries: number
  /** A failed render is known to cost nothing. */
  readonly failedIsFree: boolean
  readonly linkHosts: readonly string[]
  readonly allowHttpLinks: boolean
  /** How long a link is planned to live when the reply does not say, in milliseconds. */
  readonly linkLifetimeMs: number
  readonly planFor: (model: string, durationS: number | null) => PollPlan
  readonly priceFor: (model: string) => Price | null
  /** The model's name as we send it, whichever of its names the vendor uses; any other name as it is. */
  readonly modelNamed: (name: string) => string
  readonly priceVersion: string
  /** What the ticks in this upstream's replies are: its own bill, another service's that it passes on, or not there. */
  readonly reportedTicksAre: 'bill' | 'passed_through' | 'none'
  /** What is charged for each million ticks passed through; 1_000_000n where nothing better is known. */
  readonly billFactorPpm: bigint
}
