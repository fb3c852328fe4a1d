import type { CallCounts } from './call-counts.ts'
import type { ClipShelf } from './clips/clip-shelf.ts'
import type { Links } from './links.ts'
import type { ScenarioDice } from './scenarios/scenario-dice.ts'
import type { TaskPlan } from './tasks/make-task.ts'
import type { TaskStore } from './tasks/task-store.ts'
import type { Limits } from './vendor/models.ts'

/** Everything a route may need. */
export type World = {
  readonly now: () => number
  readonly speed: number
  readonly limits: Limits
  /** Empty: any key will do. */
  readonly apiKeys: readonly string[]
  readonly plan: TaskPlan
  readonly dice: ScenarioDice
  readonly store: TaskStore
  readonly shelf: ClipShelf
  readonly links: Links
  readonly calls: CallCounts
  /** Aborted by `stop`: late replies are then no longer waited for. */
  readonly stopping: AbortSignal
}
