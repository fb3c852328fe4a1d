import { kindredWords, type StatusWords } from '../reading/status-words.ts'

/** Documented: these four, the last until mid-2026 only; the protobuf files still have it. */
export const statusWords: StatusWords = {
  ...kindredWords,
  pending: 'pending',
  done: 'succeeded',
  failed: 'failed',
  expired: 'expired',
}
