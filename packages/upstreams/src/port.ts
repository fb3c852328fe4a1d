import type {
  CredentialId,
  ExchangeRecord,
  Job,
  JobEvent,
  KeyAnswer,
  PollEvent,
  Surprise,
  TaskId,
  UpstreamRules,
} from '@reelkeep/core'
import type { ReplyHeaders } from './http-client.ts'

export type { PollEvent }

/** An upstream as the worker sees it: one POST that may cost money, and one question that costs nothing. */
export interface Upstream {
  readonly name: string
  /** Sends exactly one POST, or none; never a second. `signal` is looked at before the first byte only. */
  submit(job: Job, io: SubmitIo): Promise<SubmitAnswer>
  /** Asks about the task of the job's submission. `signal` stops it at any moment. */
  poll(job: Job, io: PollIo): Promise<PollAnswer>
  /** Asks about a task that does not exist, with one of its keys: a GET, which costs nothing and says whether the key is taken. */
  checkKey(credential: CredentialId, io: PollIo): Promise<KeyAnswer>
  close(): Promise<void>
}

export type SubmitIo = { readonly signal: AbortSignal; readonly onHeadersSent?: () => void }
export type PollIo = { readonly signal: AbortSignal }

/** What a POST can turn out to be. */
export type SubmitEvent = Extract<
  JobEvent,
  {
    type:
      | 'submit-accepted'
      | 'submit-rejected'
      | 'submit-not-sent'
      | 'submit-rate-limited'
      | 'submit-account-refused'
      | 'submit-unknown'
  }
>

export type SubmitAnswer = {
  readonly event: SubmitEvent
  readonly exchange: ExchangeRecord
  readonly surprises: readonly Surprise[]
}
export type PollAnswer = {
  readonly event: PollEvent
  readonly exchange: ExchangeRecord
  readonly surprises: readonly Surprise[]
}

/** A wire: how to ask, and how to read what comes back. Pure; transport, keys and redaction are not its business. */
export type Dialect = {
  readonly name: string
  buildSubmit(job: Job, traits: ModelTraits): { readonly path: string; readonly body: unknown }
  buildPoll(taskId: TaskId): { readonly path: string }
  readSubmit(reply: Reply): SubmitEvent
  readPoll(reply: Reply, asked: AskedOf): PollEvent
  /** What the reply holds that this dialect has never heard of. */
  surprises(reply: Reply): readonly Surprise[]
}

/** What a poll's reader must know of the question: the task, and how this upstream is configured. */
export type AskedOf = {
  readonly taskId: TaskId
  readonly failedIsFree: boolean
  readonly allowHttpLinks: boolean
  readonly reportedTicksAre: UpstreamRules['reportedTicksAre']
}

/** What a request must know of the model beyond the job's values. */
export type ModelTraits = { readonly sendsDuration: boolean }

/** A whole reply, as it came. Times an upstream names in it are its own clock's. */
export type Reply = {
  readonly status: number
  readonly contentType: string | null
  readonly headers: ReplyHeaders
  readonly body: string
}
