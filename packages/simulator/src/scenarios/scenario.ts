import type { MountName } from '../mounts/mount-names.ts'
import type { Ending, Replies } from '../tasks/task.ts'
import type { TaskState } from '../tasks/task-state.ts'
import type { TaskView } from '../vendor/vendor.ts'
import type { Reply } from './reply.ts'
import type { SourceName } from './sources.ts'

/** When a scenario strikes, and so what it can change. One scenario of each phase can strike a task. */
export const phases = ['create', 'render', 'poll', 'clip'] as const
export type Phase = (typeof phases)[number]

/** A scenario is data: what it does, and a number whose meaning is its unit; a rate or a marker may give another number. */
export type Scenario = CreateScenario | RenderScenario | PollScenario | ClipScenario

export type Described = {
  /** One line: what happens. */
  readonly what: string
  readonly unit: string
  readonly value: number
  /** Rows of docs/failure-cases.md that it is there for. */
  readonly rows: readonly number[]
  readonly source: SourceName
  /** Absent: all. */
  readonly mounts?: readonly MountName[]
  /** Where a row is a client's mistake: what the client is tempted to. */
  readonly provokes?: string
}

/** With the unit `times`, a marked prompt meets it that many times; a rate draws anew for each POST. */
export type CreateScenario = Described & {
  readonly creates: boolean
  readonly reply: Reply | { readonly kind: 'delayed' } | { readonly kind: 'storm' }
  /** Creations with an upload address are spared. */
  readonly sparesUploads?: boolean
}

/** With the unit `times`, only the first so many equal requests meet it. */
export type RenderScenario = Described & {
  /** `slower` multiplies the usual time by the value, `at` is the value in the vendor's seconds. */
  readonly finish?: 'slower' | 'at' | 'never'
  readonly ending?: Partial<Ending>
  /** Against what the options say of failures. */
  readonly refundedIfFailed?: boolean
  /** Multiplies bill and report by the value. */
  readonly costs?: 'times-value'
  readonly replies?: Replies
}

/** A change of what is shown about a task, then of the reply itself. */
export type ShownTask = {
  readonly kind: 'task'
  readonly view?: Partial<Pick<TaskView, 'state' | 'link' | 'statusWord' | 'shape'>>
  /** The vendor's words for the states, replaced. */
  readonly words?: { readonly [state in TaskState]?: string }
  /** States shown in turn while the task is unfinished. */
  readonly turns?: readonly TaskState[]
  /** The task as it was so many of the vendor's seconds ago: the value. */
  readonly isOld?: boolean
  readonly isOtherTask?: boolean
  readonly modelSuffix?: string
  /** By dotted path; undefined takes the field away. Paths that lead nowhere in this reply are left out. */
  readonly edits?: { readonly [path: string]: unknown }
  readonly status?: number
  /** Nothing but the id of the raw shape. */
  readonly onlyId?: boolean
  /** The link is taken from where it stands and put here, by dotted path. */
  readonly linkTo?: string
}

/**
 * Lasts for a time since creation, for the first answers, for the first answers once completed or once ended, or until
 * the task is finished.
 */
export type PollScenario = Described & {
  readonly lasts: 'seconds' | 'polls' | 'completed-polls' | 'final-polls' | 'unfinished' | 'always'
  readonly reply: Reply | ShownTask
  /** Keys other than the creating one meet it, that one never. */
  readonly sparesCreatingKey?: boolean
}

/** With the unit `downloads`, it strikes the first so many downloads and then heals. */
export type ClipScenario = Described & {
  readonly effect:
    | 'cut'
    | 'declares-more'
    | 'truncated'
    | 'html'
    | 'html-as-mp4'
    | 'json-as-mp4'
    | 'empty'
    | 'zero-seconds'
    | 'without-length'
    | 'redirect'
    | 'delayed'
    | 'endless'
    | 'dripping'
    | 'forbidden'
    | 'link-dead'
    | 'link-short-lived'
    | 'link-needs-key'
    | 'link-redirects'
    | 'link-elsewhere'
    | 'other-shape'
    | 'stock'
    | 'padded'
}
