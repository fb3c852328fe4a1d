import type { ClipShelf } from './clips/clip-shelf.ts'
import type { Links } from './links.ts'
import type { Mounts } from './mounts/mounts.ts'
import type { ScenarioDice } from './scenarios/scenario-dice.ts'
import type { TaskPlan } from './tasks/make-task.ts'
import type { TaskStore } from './tasks/task-store.ts'

/** Everything a route may need. */
export type World = {
  readonly now: () => number
  readonly speed: number
  readonly mounts: Mounts
  /** Empty: any key will do. */
  readonly apiKeys: readonly string[]
  readonly plan: TaskPlan
  readonly dice: ScenarioDice
  readonly store: TaskStore
  readonly shelf: ClipShelf
  readonly links: Links
  /** Aborted by `stop`: late replies are then no longer waited for. */
  readonly stopping: AbortSignal
}
