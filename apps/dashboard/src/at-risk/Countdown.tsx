import type { JobAtRisk } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { classNames } from '../ui/class-names.ts'
import { Moment } from '../ui/Moment.tsx'

const alarms = {
  third: { text: 'a third of its life left', tone: 'text-unconfirmed' },
  tenth: { text: 'a tenth of its life left', tone: 'text-danger' },
} as const

/** How long the link lives, and how near the end is, in words too. */
export function Countdown({ job }: { readonly job: JobAtRisk }) {
  const { alarm, rescued_to: rescued, left_s: leftS } = job.link
  if (rescued !== null) {
    return (
      <span className="block truncate text-archived" title={visibleText(rescued)}>
        rescued to disk
      </span>
    )
  }
  const isDead = leftS !== null && leftS <= 0
  const look = alarm === null ? null : alarms[alarm]
  return (
    <span className={classNames('block truncate font-medium', isDead ? 'text-danger' : look?.tone)}>
      <Moment at={job.source_expires_at} otherwise="nobody knows" />
      {isDead ? ', may be dead' : look === null ? null : <span className="sr-only">, {look.text}</span>}
    </span>
  )
}
