import { smallestClipBytes } from './clips/clip-shelf.ts'
import type { ScenarioRates } from './scenarios/scenario-dice.ts'
import type { Flavor } from './vendor/gateway/models.ts'

export const cometReplies = ['wrapped', 'raw', 'mixed'] as const
export type CometReplies = (typeof cometReplies)[number]

export type SimulatorOptions = {
  /** Where tasks and the bill are kept; the same directory again continues them. */
  readonly dataDir: string
  /** 0 takes a free one. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** Where clients reach it, such as a proxy's origin: links stand under it. Its own address unless said otherwise. */
  readonly publicOrigin?: string | undefined
  /** How many of the vendor's seconds pass in one of ours. */
  readonly speed?: number | undefined
  /** Draws render times, scenes and scenarios: the same seed and requests, the same draws. */
  readonly seed?: string | number | undefined
  /** Empty or absent: any key will do. */
  readonly apiKeys?: readonly string[] | undefined
  /** What the first mount, `/kyyReactApiServer`, is; the other mounts are always what their names say. */
  readonly flavor?: Flavor | undefined
  /** Which of its two shapes CometAPI answers questions in; `mixed`: by task, and some tasks change between answers. */
  readonly cometReplies?: CometReplies | undefined
  /** Creations and questions together that xAI takes in one of its seconds; 1 unless said otherwise, null: any number. */
  readonly xaiRequestsPerSecond?: number | null | undefined
  readonly scenarios?: ScenarioRates | undefined
  /** Every clip is a smallest valid MP4 of exactly this length: for benchmarks. */
  readonly clipBytes?: number | undefined
  /** Every render takes exactly so many real milliseconds, whatever the speed: for benchmarks. */
  readonly renderMs?: number | undefined
  /** Whether a failed task stays on the bill; true unless said otherwise. */
  readonly chargeFailures?: boolean | undefined
  /** The time in milliseconds since 1970; tests move it. */
  readonly now?: (() => number) | undefined
}

/** Throws one line for the first option that cannot be met. */
export function checkOptions(options: SimulatorOptions): void {
  const { port = 0, speed = 1, clipBytes, renderMs, xaiRequestsPerSecond = 1 } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`port must be a whole number from 0 to 65535 (found ${port})`)
  }
  if (!(speed > 0 && Number.isFinite(speed))) {
    throw new Error(`speed must be a number above 0 (found ${speed})`)
  }
  if (clipBytes !== undefined && !(Number.isInteger(clipBytes) && clipBytes >= smallestClipBytes)) {
    throw new Error(`clip bytes must be a whole number of at least ${smallestClipBytes} (found ${clipBytes})`)
  }
  if (renderMs !== undefined && !(renderMs >= 0 && Number.isFinite(renderMs))) {
    throw new Error(`render ms must be a number of 0 or more (found ${renderMs})`)
  }
  if (xaiRequestsPerSecond !== null && !(xaiRequestsPerSecond > 0 && Number.isFinite(xaiRequestsPerSecond))) {
    throw new Error(
      `xai requests per second must be a number above 0, or none (found ${xaiRequestsPerSecond})`,
    )
  }
}
