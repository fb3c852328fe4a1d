import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CostRow } from '../api/types.ts'
import { estimatedTicks, isNothingCharged } from '../format/cost-sums.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'
import type { Column } from '../ui/table/column.ts'
import type { Grouping } from './groupings.ts'

/** One row a day, upstream, model, batch or key; it leads to the jobs behind it. */
export function costColumns(by: Grouping, header: string): readonly Column<CostRow>[] {
  return [
    {
      id: 'name',
      header,
      cell: (row) => <NameCell by={by} row={row} />,
      sortBy: ({ key, name }) => name ?? key,
    },
    {
      id: 'charged',
      header: 'Charged',
      width: '10rem',
      isNumber: true,
      cell: (row) =>
        isNothingCharged(row) ? <None /> : <Money ticks={row.charged_ticks} isSimulated={row.simulated} />,
      sortBy: (row) => amountOf(row.charged_ticks),
    },
    {
      id: 'metered',
      header: 'Metered',
      width: '9.5rem',
      isNumber: true,
      hideBelow: 'medium',
      cell: (row) => <Amount ticks={row.metered_ticks} isSimulated={row.simulated} />,
      sortBy: (row) => amountOf(row.metered_ticks),
    },
    {
      id: 'estimated',
      header: 'Estimated',
      width: '9.5rem',
      isNumber: true,
      hideBelow: 'medium',
      cell: (row) => <Amount ticks={estimatedTicks(row)} isSimulated={row.simulated} />,
      sortBy: (row) => amountOf(estimatedTicks(row)),
    },
    {
      id: 'unknown',
      header: 'Of unknown amount',
      width: '12rem',
      isNumber: true,
      cell: ({ unknown }) => (unknown === 0 ? <None /> : counted(unknown, 'charge')),
      sortBy: ({ unknown }) => unknown,
    },
    {
      id: 'possible',
      header: 'Possibly charged',
      width: '11rem',
      isNumber: true,
      hideBelow: 'wide',
      cell: (row) => <Amount ticks={row.contingent_ticks} isSimulated={row.simulated} />,
      sortBy: (row) => amountOf(row.contingent_ticks),
    },
    {
      id: 'quoted',
      header: 'Quoted',
      width: '9.5rem',
      isNumber: true,
      hideBelow: 'wide',
      cell: (row) => <Amount ticks={row.quoted_ticks} isSimulated={row.simulated} />,
      sortBy: (row) => amountOf(row.quoted_ticks),
    },
  ]
}

function NameCell({ by, row }: { readonly by: Grouping; readonly row: CostRow }): ReactNode {
  const text = visibleText(row.name ?? row.key)
  const look = 'row-link block truncate hover:text-accent hover:underline'
  switch (by) {
    case 'day':
      return (
        <Link to="/costs" search={{ by: 'hour', day: row.key }} data-row-link className={look}>
          {text}
        </Link>
      )
    case 'hour':
      return text.replace('T', ' ')
    case 'batch':
      if (row.key === 'single') return 'Jobs without a batch'
      return (
        <Link to="/batches/$id" params={{ id: row.key }} data-row-link className={look}>
          {text}
        </Link>
      )
    case 'upstream':
    case 'model':
    case 'key':
      return (
        <Link to="/jobs" search={{ [by]: row.key }} data-row-link className={look}>
          {text}
        </Link>
      )
  }
}

/** Nothing of this kind was booked: that is no unknown amount. */
function Amount({ ticks, isSimulated }: { readonly ticks: string | null; readonly isSimulated: boolean }) {
  return ticks === null || ticks === '0' ? <None /> : <Money ticks={ticks} isSimulated={isSimulated} />
}

function None() {
  return <span className="text-quiet">–</span>
}

function amountOf(ticks: string | null): bigint | null {
  return ticks === null ? null : BigInt(ticks)
}
