import type { HistoryEvent, Job } from '../api/types.ts'

/** What the time of a submission is the time of, and the line by which a person named its task. */
export type Taken = { readonly name: 'Accepted' | 'Adopted' | 'Sent'; readonly bound: HistoryEvent | null }

/** Who was bound by a person was not seen to be accepted: of its submission only the sending is known. */
export function takenByUpstream({ adopted }: Pick<Job, 'adopted'>, events: readonly HistoryEvent[]): Taken {
  const sendingAt = events.findLastIndex(({ kind }) => kind === 'submission-sending')
  const bound = events.slice(sendingAt + 1).findLast(({ kind }) => kind === 'submission-bound') ?? null
  if (bound !== null) return { name: 'Sent', bound }
  return { name: adopted ? 'Adopted' : 'Accepted', bound }
}
