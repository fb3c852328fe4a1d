import { Link } from '@tanstack/react-router'
import type { FailureGroupShown } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Panel } from '../ui/Panel.tsx'

type Sample = FailureGroupShown['samples'][number]

const chargedWords = { true: 'charged', false: 'not charged', null: 'not known whether charged' } as const

/** The latest jobs of a cause, each with the last thing its upstream said. */
export function Samples({ samples }: { readonly samples: readonly Sample[] }) {
  return (
    <Panel title="The latest jobs" isFlush>
      <ul>
        {samples.map((sample) => (
          <li key={sample.job_id} className="grid gap-1 border-b border-line px-4 py-3 last:border-0">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <Link
                to="/jobs/$id"
                params={{ id: sample.job_id }}
                className="font-medium hover:text-accent hover:underline"
              >
                {sample.custom_id === null ? sample.job_id : visibleText(sample.custom_id)}
              </Link>
              <span className="text-quiet">
                {visibleText(sample.upstream)} · {visibleText(sample.model)} ·{' '}
                {chargedWords[`${sample.charged}`]} · {sample.job_state} now · <Moment at={sample.at} />
              </span>
            </div>
            <p className="wrap-anywhere">{visibleText(sample.upstream_status ?? sample.message)}</p>
            {sample.answer?.body == null ? null : (
              <details>
                <summary className="cursor-pointer text-quiet">
                  What the upstream answered{' '}
                  {sample.answer.http_status === null ? '' : `(HTTP ${sample.answer.http_status})`}
                </summary>
                <pre
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
                  tabIndex={0}
                  className="mt-2 max-h-80 overflow-auto rounded-md bg-sunken p-3 text-[0.92em] whitespace-pre-wrap wrap-anywhere"
                >
                  {visibleText(sample.answer.body)}
                </pre>
              </details>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
