import type { HistoryEvent } from '../../api/types.ts'
import { reasonWords } from '../../format/reason-words.ts'
import { textIn } from './text-in.ts'
import type { Ending } from './timeline.ts'

/** How an attempt ended by this event; null: it goes on. */
export function endingOf({ kind, from_state: from, to_state: to, detail }: HistoryEvent): Ending | null {
  if (from === to) return null
  const reason = textIn(detail, 'reason')
  const named = reason === null ? '' : `: ${reasonWords(reason)}`
  switch (to) {
    case 'archived':
      return { text: 'archived', tone: 'good' }
    case 'failed':
      return { text: `failed${named}`, tone: 'bad' }
    case 'canceled':
      return {
        text: reason === 'superseded' ? 'canceled: a newer row replaced it' : 'canceled',
        tone: 'neutral',
      }
    case 'queued':
      return backInLine(kind, named)
    default:
      return null
  }
}

/** Back in line: why this submission is over and another follows. */
function backInLine(kind: string, named: string): Ending | null {
  switch (kind) {
    case 'submission-rate-limited':
      return { text: 'refused for now (429), nothing created', tone: 'neutral' }
    case 'submission-not-sent':
      return { text: 'not sent, nothing created', tone: 'neutral' }
    case 'account-refused':
      return { text: 'refused with the account, nothing created', tone: 'bad' }
    case 'intent-taken-back':
      return { text: 'taken back before it was sent', tone: 'neutral' }
    case 'retry-scheduled':
      return { text: `failed${named}; it was free, and is sent again`, tone: 'bad' }
    case 'submission-resubmitted':
      return { text: 'given up; another one follows', tone: 'bad' }
    default:
      // A failed attempt that is retried has its ending already.
      return null
  }
}

/** Kinds that end an attempt by the state they lead to. */
export const endingKinds = ['clip-archived', 'job-failed', 'job-canceled', 'retry-scheduled']
