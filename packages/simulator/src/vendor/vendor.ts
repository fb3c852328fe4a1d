import type { Task } from '../tasks/task.ts'
import type { TaskState } from '../tasks/task-state.ts'
import type { Creation, Operation, ReadCreation } from './creation.ts'

export type Json = { readonly [name: string]: unknown }

/** A whole HTTP answer. `json` is kept apart from its text, so that a scenario can change fields of it. */
export type VendorReply = {
  readonly status: number
  readonly json: Json
  readonly headers?: { readonly [name: string]: string }
}

export type RawReply = {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: { readonly [name: string]: string }
}

export type Route =
  | { readonly call: 'create'; readonly operation: Operation }
  | { readonly call: 'query'; readonly taskId: string }
  | { readonly call: 'content'; readonly taskId: string }

/** Which of the two shapes a query reply of CometAPI has; other vendors have one and pay no heed. */
export type ReplyShape = 'wrapped' | 'raw'

/** A task as one answer shows it: mostly the truth, unless a scenario says otherwise. */
export type TaskView = {
  readonly task: Task
  readonly state: TaskState
  /** 0 to 100. */
  readonly progress: number
  /** null before completion. A scenario may put anything here. */
  readonly link: string | null
  readonly id: string
  readonly model: string
  /** In place of the vendor's own word for the state. */
  readonly statusWord: string | null
  readonly shape: ReplyShape
  /** Unix seconds of real time; null before. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export type VendorError = {
  readonly status: number
  readonly message: string
  /** Where the vendor's errors have a code; absent, the usual one for the status. */
  readonly code?: string
  readonly headers?: { readonly [name: string]: string }
}

/** Decimal text: JSON has no bigint. `reportedTicks` is what the replies say, null where they say nothing. */
export type Cost = {
  readonly unit: 'second' | 'call'
  readonly quantity: number
  readonly chargedTicks: string
  readonly reportedTicks: string | null
}

/** From when to when after creation a clip is finished, in the vendor's seconds. */
export type Span = { readonly fromS: number; readonly toS: number }

/** One upstream, read from its documents. Paths are below its mount. */
export type Vendor = {
  readonly linkLifetimeS: number
  readonly priceList: Json
  /** null: no such path. */
  route(method: string, path: string): Route | null
  /** What stands where no route is. */
  noRoute(method: string, path: string, prefix: string): RawReply
  /** Whether bodies of this content type are read; a refusal says what is. */
  refusesType?(contentType: string): VendorError | null
  readCreation(operation: Operation, body: unknown): ReadCreation
  newTaskId(): string
  renderSpan(creation: Creation): Span
  cost(creation: Creation): Cost
  creationReply(task: Task): VendorReply
  taskReply(view: TaskView): VendorReply
  errorReply(error: VendorError): VendorReply
  /** `given`: a key came, but a wrong one. */
  keyRefusal(given: boolean): VendorError
  unknownTask(): VendorReply
}
