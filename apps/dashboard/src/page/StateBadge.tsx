import type { Job } from '../api/types.ts'

/** A job's state in words; colour only underlines it. */
export function StateBadge({ job }: { readonly job: Job }) {
  const why = job.reason ?? job.waiting_for
  return (
    <span className={`badge state-${job.state}`}>
      {job.state}
      {why === null ? '' : `: ${why.replaceAll('_', ' ')}`}
      {job.overdue ? ', overdue' : ''}
    </span>
  )
}
