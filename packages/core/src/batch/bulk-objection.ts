import type { ReopenFacts } from '../job/reopen-job.ts'
import { canReopen } from '../job/reopen-job.ts'
import { isFinal } from '../job/state.ts'

export const bulkActions = ['retry', 'cancel', 'rearchive', 'prioritize'] as const
/** What may be done to many jobs at once. */
export type BulkAction = (typeof bulkActions)[number]

/** What of a job decides whether an action is open to it. */
export type BulkFacts = ReopenFacts & {
  /** False: a newer job stands for its row. */
  readonly isCurrent: boolean
  /** Its task was made elsewhere: it is never sent. */
  readonly isAdopted: boolean
  /** Its kept clip was found damaged. */
  readonly isDamaged: boolean
  readonly batchState: 'running' | 'paused' | 'canceled' | 'finished' | null
}

export type BulkObjection = { readonly code: string; readonly message: string }

export type BulkTerms = {
  /** Somebody asked for moderated jobs by that name; else a retry leaves them out. */
  readonly includesModerated: boolean
}

/** Why a retry of many leaves a moderated job out. */
export const moderatedLeftOut =
  'the upstream refused its content: the same prompt is nearly always refused again, and may be charged for that'

/** Why an action is not open to a job as it stands; null: it is. */
export function bulkObjection(action: BulkAction, facts: BulkFacts, terms: BulkTerms): BulkObjection | null {
  switch (action) {
    case 'retry':
      return retryObjection(facts, terms)
    case 'rearchive':
      return rearchiveObjection(facts)
    case 'cancel':
    case 'prioritize':
      return queuedObjection(facts)
  }
}

function retryObjection(
  { state, reason, isCurrent, isAdopted, batchState }: BulkFacts,
  { includesModerated }: BulkTerms,
): BulkObjection | null {
  if (state !== 'failed')
    return { code: 'not_failed', message: `it is ${state}; only a failed job is retried` }
  if (isAdopted) return { code: 'adopted', message: 'its task was made elsewhere; it is never sent' }
  if (!isCurrent) return { code: 'superseded', message: 'a newer job stands for its row' }
  if (batchState === 'canceled') return { code: 'batch_over', message: 'its batch is canceled' }
  return reason === 'moderated' && !includesModerated
    ? { code: 'moderated', message: moderatedLeftOut }
    : null
}

function rearchiveObjection(facts: BulkFacts): BulkObjection | null {
  const { state, isDamaged } = facts
  if (state === 'archived') {
    // A copy of a clip has no task, and its original may be whole.
    return isDamaged ? null : { code: 'not_damaged', message: 'its clip is kept and was not found damaged' }
  }
  if (state !== 'failed') {
    return {
      code: 'not_failed',
      message: `it is ${state}; a failed job or a damaged clip is asked for again`,
    }
  }
  return canReopen(facts)
    ? null
    : { code: 'no_task', message: 'no task is left that could still give its clip; retry it instead' }
}

function queuedObjection({ state }: BulkFacts): BulkObjection | null {
  if (state === 'queued') return null
  return isFinal(state)
    ? { code: 'already_finished', message: `it is ${state}` }
    : { code: 'already_sent', message: `it is ${state}: what was sent goes on` }
}
