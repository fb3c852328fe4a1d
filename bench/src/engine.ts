import type { Services, World } from './services/services.ts'

export type EngineInput = { readonly jobs: number; readonly world: World; readonly services: Services }

export type RunFigures = {
  readonly engine: string
  readonly round?: number
  /** From handing the jobs over to the last clip in the bucket and the last row written. */
  readonly seconds: number
  readonly jobsPerSecond: number
  /** Processor time of the engine's own processes, in milliseconds per job. */
  readonly workerMsPerJob: number
  /** Of Postgres and Redis. */
  readonly storeMsPerJob: number
  /** Largest resident set of the engine's processes together, in MiB. */
  readonly memoryMib: number
}

export type Engine = {
  readonly name: string
  readonly title: string
  /** Postgres transactions, rows and events this engine must have left; null where it keeps none. */
  readonly history: 'ours' | 'plain' | null
  readonly run: (input: EngineInput) => Promise<RunFigures>
}

/** What every engine does for a job; the same figures configure ours and the peers. */
export const workload = {
  /** After this the upstream says completed: between the third and the fourth poll. */
  renderMs: 700,
  pollEveryMs: 200,
  clipBytes: 4096,
  /** Side effects under way at once, in every engine. */
  concurrency: 100,
} as const
