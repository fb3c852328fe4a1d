import type { WorkerConfig, World } from '@reelkeep/worker'
import type { InvariantName } from '../row.ts'

/** A guard taken out of the workers from outside: a part of their world, or a setting, that is the guard. */
export type Sabotage = {
  readonly name: string
  /** What is gone. */
  readonly removed: string
  /** What must turn red for it. */
  readonly breaks: InvariantName
  /** The row that needs the guard. */
  readonly row: number
  readonly alterWorld?: (world: World, config: WorkerConfig) => World
  readonly alterConfig?: (config: WorkerConfig) => WorkerConfig
}
