import { Link } from '@tanstack/react-router'
import type { JobState, Stats } from '../api/types.ts'
import { jobStates } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { classNames } from '../ui/class-names.ts'
import { stateLooks } from '../ui/state-looks.ts'

/** All jobs by where they are in their lives; each leads to its list. */
export function StateTiles({ jobs }: { readonly jobs: Stats['jobs'] }) {
  return (
    <section aria-label="Jobs by state">
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-low sm:grid-cols-4 xl:grid-cols-8">
        {jobStates.map((state) => (
          <li key={state} className="min-w-0">
            <StateTile state={state} count={jobs[state] ?? 0} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function StateTile({ state, count }: { readonly state: JobState; readonly count: number }) {
  const { icon: Icon, text } = stateLooks[state]
  return (
    <Link
      to="/jobs"
      search={{ state }}
      className="block h-full bg-surface px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className={classNames('flex items-center gap-1.5 truncate', text)}>
        <Icon aria-hidden size="1em" strokeWidth={2.2} className="shrink-0" />
        {state}
      </span>
      <span className={classNames('text-xl leading-snug font-semibold', count === 0 && 'text-quiet')}>
        {countText(count)}
      </span>
      <span className="sr-only"> jobs</span>
    </Link>
  )
}
