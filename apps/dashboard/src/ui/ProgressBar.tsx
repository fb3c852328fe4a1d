import { type Counts, jobStates } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { classNames } from './class-names.ts'
import { stateLooks } from './state-looks.ts'

type Props = {
  readonly counts: Counts
  /** The counts in words below the bar. */
  readonly hasWords?: boolean
}

/** Jobs by state, what has ended first, as a bar and in words. */
export function ProgressBar({ counts, hasWords = true }: Props) {
  const ended = counts.archived + counts.failed + counts.canceled
  const present = jobStates.filter((state) => counts[state] > 0).toReversed()
  return (
    <div className="grid gap-1.5">
      <span
        className="flex h-2 gap-px overflow-hidden rounded-full bg-line forced-color-adjust-none"
        role="img"
        aria-label={`${countText(ended)} of ${countText(counts.total)} jobs ended`}
      >
        {present.map((state) => (
          <span
            key={state}
            className={classNames('min-w-1 transition-[flex-grow] duration-500', stateLooks[state].fill)}
            style={{ flexGrow: counts[state], flexBasis: 0 }}
          />
        ))}
      </span>
      {hasWords ? (
        <span className="flex flex-wrap gap-x-3 text-quiet">
          {present.length === 0
            ? 'no jobs'
            : present.map((state) => (
                <span key={state} className="inline-flex items-center gap-1.5 whitespace-nowrap">
                  <span
                    aria-hidden
                    className={classNames(
                      'size-2 rounded-full forced-color-adjust-none',
                      stateLooks[state].fill,
                    )}
                  />
                  {countText(counts[state])} {state}
                </span>
              ))}
        </span>
      ) : null}
    </div>
  )
}
