import { kindredWords, type StatusWords } from '../reading/status-words.ts'

/**
 * Three lists in one: the wrapper's are new-api's, of which S2 shows SUCCESS only; the raw reply's are S4's; `pending`,
 * which S4 lacks, is what xAI behind it says.
 */
export const statusWords: StatusWords = {
  ...kindredWords,
  not_start: 'pending',
  submitted: 'pending',
  queued: 'pending',
  in_progress: 'pending',
  // new-api says it of a fresh task, and of every word that it cannot translate.
  unknown: 'pending',
  success: 'succeeded',
  failure: 'failed',
  pending: 'pending',
  processing: 'pending',
  done: 'succeeded',
  failed: 'failed',
  expired: 'expired',
}
