import { smallestClipBytes } from './clips/clip-shelf.ts'
import type { ScenarioRates } from './scenarios/scenario-dice.ts'
import type { Flavor } from './vendor/models.ts'

export type SimulatorOptions = {
  /** Where tasks and the bill are kept; the same directory again continues them. */
  readonly dataDir: string
  /** 0 takes a free one. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** How many of the vendor's seconds pass in one of ours. */
  readonly speed?: number | undefined
  /** Draws render times, scenes and scenarios: the same seed and requests, the same draws. */
  readonly seed?: string | number | undefined
  /** Empty or absent: any key will do. */
  readonly apiKeys?: readonly string[] | undefined
  readonly flavor?: Flavor | undefined
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
export function checkOptions({ port = 0, speed = 1, clipBytes, renderMs }: SimulatorOptions): void {
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
}
