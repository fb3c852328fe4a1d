import type { Scene } from '../clips/base-clip.ts'
import type { Faults } from '../scenarios/fault.ts'

/**
 * The vendor's thing. Written once, when it is created, and never changed: everything about it later follows from this
 * record and the time, so that a restart continues exactly where it was.
 */
export type Task = {
  readonly id: string
  /** Milliseconds since 1970, real time. */
  readonly createdAtMs: number
  readonly model: string
  readonly prompt: string
  readonly durationS: number
  readonly aspectRatio: string
  readonly resolution: string
  readonly imageCount: number
  /** Hash of the request, and how many equal ones came before it. */
  readonly requestKey: string
  readonly occurrence: number
  /** From creation, in the vendor's seconds, which `speed` makes shorter than ours. */
  readonly processingAfterS: number
  /** null: never. */
  readonly finishedAfterS: number | null
  readonly outcome: 'completed' | 'failed' | 'moderated'
  readonly faults: Faults
  readonly scene: Scene
  readonly clipBytes: number | null
  /** What its creation costs, and whether a failure gives that back. Decimal text: JSON has no bigint. */
  readonly chargedTicks: string
  readonly refundedIfFailed: boolean
}
