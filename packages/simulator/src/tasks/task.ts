import type { Scene } from '../clips/base-clip.ts'
import type { MountName } from '../mounts/mount-names.ts'
import type { Faults } from '../scenarios/fault.ts'
import type { Operation } from '../vendor/creation.ts'

/**
 * The vendor's thing. Written once, when it is created, and never changed: everything about it later follows from this
 * record and the time, so that a restart continues exactly where it was.
 */
export type Task = {
  readonly id: string
  readonly mount: MountName
  /** Hash of the key that created it: some vendors show a task to no other. */
  readonly keyHash: string
  /** Milliseconds since 1970, real time. */
  readonly createdAtMs: number
  readonly operation: Operation
  readonly model: string
  readonly prompt: string
  readonly durationS: number
  readonly aspectRatio: string
  readonly resolution: string
  readonly imageCount: number
  /** The client gave an upload address: there will be no link. */
  readonly isUploaded: boolean
  /** Hash of the request, and how many equal ones came before it. */
  readonly requestKey: string
  readonly occurrence: number
  /** From creation, in the vendor's seconds, which `speed` makes shorter than ours. */
  readonly processingAfterS: number
  /** null: never. */
  readonly finishedAfterS: number | null
  readonly ending: Ending
  /** Which shape replies about it have, where a vendor has two. */
  readonly replies: Replies
  readonly faults: Faults
  readonly scene: Scene
  readonly clipBytes: number | null
  readonly unit: 'second' | 'call'
  readonly quantity: number
  /** What its creation costs, and whether a failure gives that back. Decimal text: JSON has no bigint. */
  readonly chargedTicks: string
  /** What the vendor's replies say that it costs; null where they say nothing. */
  readonly reportedTicks: string | null
  readonly refundedIfFailed: boolean
}

export type Ending = {
  readonly outcome: 'completed' | 'failed' | 'moderated' | 'expired'
  /** How xAI says that it was moderated. */
  readonly said: 'http-400' | 'flag' | 'message'
  /** Whether the reply about a plain failure names its cost. */
  readonly isCostSaid: boolean
}

export type Replies = 'wrapped' | 'raw' | 'alternating'
