import type { Charged } from '@reelkeep/core'
import type { Dialect } from '../../port.ts'
import type { Evidence, PollVerdict, SubmitVerdict } from './evidence.ts'
import type { FieldNames } from './field-names.ts'
import { readPoll } from './read-poll.ts'
import { readSubmit } from './read-submit.ts'
import type { StatusWords } from './status-words.ts'
import { surprisesIn } from './surprises.ts'
import type { IdField } from './task-id.ts'

/** All that tells one vendor's replies from another's, as data. Each dialect's NOTES.md says where a line comes from. */
export type Wire = {
  /** Names of its own for what we read; empty where the vendor uses those of layer.ts. */
  readonly fieldNames: FieldNames
  /** The fields that name a task, the one to ask with first. */
  readonly idFields: readonly IdField[]
  readonly statusWords: StatusWords
  /** An answer with the task's id and no status means "not ready yet". */
  readonly idAloneIsPending: boolean
  /** Whether refused content is paid for when the reply itself does not say. */
  readonly moderatedIsCharged: Charged
  readonly submitEvidence: readonly Evidence<SubmitVerdict>[]
  readonly pollEvidence: readonly Evidence<PollVerdict>[]
  /** Every reply field that a document or a report names, read or not; what wraps it (`data.`) is left out. */
  readonly replyFields: ReadonlySet<string>
}

/** The reading half of a dialect. */
export function readWith(wire: Wire): Pick<Dialect, 'readSubmit' | 'readPoll' | 'surprises'> {
  return {
    readSubmit: (reply) => readSubmit(reply, wire),
    readPoll: (reply, asked) => readPoll(reply, asked, wire),
    surprises: (reply) => surprisesIn(reply, wire),
  }
}
