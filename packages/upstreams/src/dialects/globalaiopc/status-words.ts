import { kindredWords, type StatusWords } from '../reading/status-words.ts'

/** Documented: the first four (S0), and `cancelled` in the guide that all of its video models share. */
export const statusWords: StatusWords = {
  ...kindredWords,
  queued: 'pending',
  processing: 'pending',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'failed',
}
