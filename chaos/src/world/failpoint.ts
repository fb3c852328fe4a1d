import type { FailpointName } from '@reelkeep/worker'

export type { FailpointName }

/** Where a worker of the chaos world may be struck, and how. */
export type FailpointSetting = {
  readonly name: FailpointName
  /** In milliseconds: `sleep` waits, `block` keeps the event loop busy, as a runaway computation would. */
  readonly action: 'kill' | 'freeze' | 'throw' | { readonly sleep: number } | { readonly block: number }
  /** Only where it is reached for a job whose prompt has these words. */
  readonly prompt?: string
  /** Strikes when the point is reached for the n-th time (1), */
  readonly at?: number
  /** and from then on so many times (1). */
  readonly times?: number
}
