import { Link } from '@tanstack/react-router'
import type { FailureGroup } from '../api/types.ts'
import { counted, countText } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Sparkline } from '../ui/chart/Sparkline.tsx'
import { Moment } from '../ui/Moment.tsx'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import type { Column } from '../ui/table/column.ts'
import { sharesText, shareText, trendLabel } from './group-words.ts'

export const failureColumns: readonly Column<FailureGroup>[] = [
  { id: 'cause', header: 'Cause', cell: (group) => <Cause group={group} /> },
  {
    id: 'trend',
    header: 'Trend',
    width: '8rem',
    hideBelow: 'medium',
    cell: ({ trend }) => <Sparkline values={trend} label={trendLabel(trend)} color="--failed" />,
  },
  {
    id: 'count',
    header: 'Failures',
    width: '6.5rem',
    isNumber: true,
    cell: ({ count }) => countText(count),
  },
  {
    id: 'share',
    header: 'Share',
    width: '5.5rem',
    isNumber: true,
    hideBelow: 'medium',
    cell: ({ share }) => shareText(share),
  },
  {
    id: 'now',
    header: 'Jobs failed now',
    width: '9rem',
    isNumber: true,
    cell: ({ failed_jobs: jobs }) => countText(jobs),
  },
  {
    id: 'lost',
    header: 'Lost',
    width: '13rem',
    isNumber: true,
    hideBelow: 'wide',
    cell: (group) => <Lost group={group} />,
  },
  {
    id: 'where',
    header: 'Where',
    width: '12rem',
    hideBelow: 'full',
    cell: ({ by_upstream: shares }) => (
      <span className="block truncate text-quiet">{visibleText(sharesText(shares))}</span>
    ),
  },
  {
    id: 'last',
    header: 'Last',
    width: '7rem',
    isNumber: true,
    hideBelow: 'wide',
    cell: ({ last_at: at }) => <Moment at={at} />,
  },
]

function Cause({ group }: { readonly group: FailureGroup }) {
  const { fingerprint, reason, message, upstream_status: said, status, came_back: isBack } = group
  return (
    <Link
      to="/failures/$fingerprint"
      params={{ fingerprint }}
      data-row-link
      className="row-link block truncate hover:text-accent"
    >
      <span className="font-medium">{reasonWords(reason)}</span>
      {status === 'open' ? null : <span className="text-quiet"> ({status})</span>}
      {isBack ? <span className="text-unconfirmed"> (came back)</span> : null}
      <span className="text-quiet"> {visibleText(said ?? message)}</span>
    </Link>
  )
}

/** What the failed jobs were charged; where nobody knows, what they may have been. */
function Lost({ group }: { readonly group: FailureGroup }) {
  const { charged_ticks: charged, contingent_ticks: contingent, parts } = group
  const isPerhaps = charged === null && contingent !== null
  return (
    <>
      {isPerhaps ? 'perhaps ' : ''}
      <MoneyParts
        parts={parts.map((part) => ({
          ...part,
          ticks: isPerhaps ? part.contingent_ticks : part.charged_ticks,
        }))}
        ticks={isPerhaps ? contingent : charged}
      />
    </>
  )
}

/** The same in three lines, for a narrow screen. */
export function FailureCard(group: FailureGroup) {
  const { count, failed_jobs: jobs, trend, last_at: at } = group
  return (
    <div className="grid gap-1.5">
      <Cause group={group} />
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="text-quiet">
          {counted(count, 'failure')} · {counted(jobs, 'job')} failed now · lost <Lost group={group} /> ·{' '}
          <Moment at={at} />
        </span>
        <Sparkline values={trend} label={trendLabel(trend)} color="--failed" />
      </div>
    </div>
  )
}
