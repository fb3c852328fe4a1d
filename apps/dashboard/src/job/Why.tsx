import { useQuery } from '@tanstack/react-query'
import type { Explanation } from '../api/job-details.ts'
import { explanationQuery } from '../api/job-details.ts'
import type { Job } from '../api/types.ts'
import { asCalled } from '../format/as-called.ts'
import { visibleText } from '../format/visible-text.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fold } from '../ui/Fold.tsx'
import { Moment } from '../ui/Moment.tsx'
import { NamedIds } from '../ui/NamedIds.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'

/** The answer to "why": the state in a sentence, what comes next and when, by which rule, and what it has cost. */
export function Why({ job }: { readonly job: Job }) {
  const explanation = useQuery(explanationQuery(job.id))
  return (
    <section
      aria-label="Why"
      className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-lg border border-line bg-surface px-4 py-3 shadow-low"
    >
      <StateBadge job={job} />
      <QueryState query={explanation} loading={<Skeleton lines={3} />}>
        {(told) => <Words told={told} />}
      </QueryState>
    </section>
  )
}

function Words({ told }: { readonly told: Explanation }) {
  const { state, next, rule, cost, notes } = told
  return (
    <div className="grid max-w-[90ch] gap-2 wrap-anywhere">
      <p className="text-[1.08rem] leading-snug">
        <NamedIds text={state} />
      </p>
      <p>
        <span className="font-medium">Next{next.at === null ? '' : ', '}</span>
        {next.at === null ? '' : <Moment at={next.at} />}
        <span className="font-medium">: </span>
        <NamedIds text={next.says} />
      </p>
      <p>
        <span className="font-medium">Cost: </span>
        {visibleText(cost.says)}
      </p>
      {notes.map((note) => (
        <p key={note}>
          <NamedIds text={note} />
        </p>
      ))}
      <Fold summary={<span className="text-quiet">The rule, and the same from a shell</span>}>
        <div className="grid gap-1.5">
          <p>
            <NamedIds text={rule.says} />{' '}
            <span className="text-quiet">
              (<NamedIds text={rule.place} />)
            </span>
          </p>
          <p className="text-quiet">Known by: {visibleText(cost.known_by)}</p>
          {next.commands.map(asCalled).map((command) => (
            <p key={command} className="flex items-center gap-2">
              <code className="min-w-0 rounded bg-sunken px-2 py-1 wrap-anywhere">
                {visibleText(command)}
              </code>
              <CopyButton text={command} what="the command" />
            </p>
          ))}
        </div>
      </Fold>
    </div>
  )
}
