import type { CostRow } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'
import type { Column } from '../ui/table/column.ts'

export const costColumns: readonly Column<CostRow>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ key, name }) => visibleText(name ?? key),
    sortBy: ({ key, name }) => name ?? key,
  },
  {
    id: 'quoted',
    header: 'Quoted',
    isNumber: true,
    hideBelow: 'medium',
    cell: (row) => <Money ticks={row.quoted_ticks} />,
    sortBy: (row) => amountOf(row.quoted_ticks),
  },
  {
    id: 'charged',
    header: 'Charged',
    isNumber: true,
    cell: (row) => <Money ticks={row.charged_ticks} isSimulated={row.simulated} />,
    sortBy: (row) => amountOf(row.charged_ticks),
  },
  {
    id: 'metered',
    header: 'Of it metered',
    isNumber: true,
    hideBelow: 'medium',
    cell: (row) => <Money ticks={row.metered_ticks} />,
    sortBy: (row) => amountOf(row.metered_ticks),
  },
  {
    id: 'unknown',
    header: 'Jobs unknown',
    isNumber: true,
    hideBelow: 'medium',
    cell: ({ unknown }) => countText(unknown),
    sortBy: ({ unknown }) => unknown,
  },
]

function amountOf(ticks: string | null): bigint | null {
  return ticks === null ? null : BigInt(ticks)
}
