import type { ExchangeRecord, Job, JobEvent, JobState, Step, Surprise } from '@reelkeep/core'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { Fact } from './settle.ts'
import type { World } from './world.ts'

/** What a step found out: one fact about the job as it stood when the fact was learned. */
export type Finding =
  | {
      readonly outcome: 'found'
      readonly job: Job
      readonly event: JobEvent
      readonly exchange?: ExchangeRecord
      /** What the reply held that its dialect does not know. */
      readonly surprises?: readonly Surprise[]
    }
  /** Nothing was done; another worker may do it. */
  | { readonly outcome: 'given-back' }
  /** Nothing was done, and is not worth trying sooner. */
  | { readonly outcome: 'put-off'; readonly againInMs: number }
  /** The row went on without us; nothing to do. */
  | { readonly outcome: 'dropped'; readonly why: string }

/** One lane's work: act, and say what was learned. Deciding and saving are not its business. */
export type StepDefinition = {
  readonly step: Step
  /** The only states in which this step has anything to do. */
  readonly states: readonly JobState[]
  /** How hard its facts are saved: what cost money cannot be learned again. */
  readonly persistence: Fact['persistence']
  readonly act: (job: Job, io: StepIo) => Promise<Finding>
}

export type StepIo = {
  readonly upstream: ConfiguredUpstream
  /** The message is no longer ours or the process goes down. Never stops a POST. */
  readonly signal: AbortSignal
  readonly world: World
}
