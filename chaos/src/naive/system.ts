/** What both are asked to do, so that one code strikes both. */
export type System = {
  readonly name: 'naive' | 'reelkeep'
  readonly send: (prompts: readonly string[]) => Promise<void>
  /** kill -9 of one worker, and a new one in its place. */
  readonly killOne: () => Promise<void>
  /** What its own records say of each, by prompt. */
  readonly standing: () => Promise<ReadonlyMap<string, Standing>>
}

/** `held`: it says itself that a person must look. */
export type Standing = 'moving' | 'kept' | 'failed' | 'held'
