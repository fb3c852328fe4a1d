import type { Job } from '../api/types.ts'
import { reasonWords, waitingWords } from '../format/reason-words.ts'
import { classNames } from './class-names.ts'
import { stateLooks } from './state-looks.ts'

type Props = {
  readonly job: Pick<Job, 'state'> & Partial<Pick<Job, 'reason' | 'waiting_for' | 'overdue'>>
}

/** A job's state in words, with a mark; colour only underlines it. */
export function StateBadge({ job }: Props) {
  const { icon: Icon, text, soft } = stateLooks[job.state]
  const waiting = job.waiting_for ?? null
  const why = job.reason ? reasonWords(job.reason) : waiting === null ? null : waitingWords[waiting]
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-middle">
      <span
        className={classNames(
          'inline-flex shrink-0 items-center gap-1 rounded-full py-px pr-2 pl-1.5 font-medium',
          text,
          soft,
        )}
      >
        <Icon aria-hidden size="0.95em" strokeWidth={2.4} />
        {job.state}
      </span>
      {why === null && job.overdue !== true ? null : (
        <span className="min-w-0 truncate text-quiet">
          {why}
          {job.overdue === true ? `${why === null ? '' : ', '}overdue` : ''}
        </span>
      )}
    </span>
  )
}
