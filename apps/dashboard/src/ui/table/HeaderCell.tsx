import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { classNames } from '../class-names.ts'
import { type Column, hideClasses } from './column.ts'

type Props<Row> = {
  readonly column: Column<Row>
  readonly sorted: 'asc' | 'desc' | false
  readonly onSort: () => void
}

export function HeaderCell<Row>({ column, sorted, onSort }: Props<Row>) {
  const Arrow = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ChevronsUpDown
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
      className={classNames(
        'h-9 px-3 font-medium whitespace-nowrap text-quiet',
        column.isNumber === true ? 'text-right' : 'text-left',
        column.hideBelow !== undefined && hideClasses[column.hideBelow],
      )}
    >
      {column.sortBy === undefined ? (
        column.header
      ) : (
        <button type="button" onClick={onSort} className="inline-flex items-center gap-1 hover:text-ink">
          {column.header}
          <Arrow aria-hidden size="0.95em" className={sorted === false ? 'opacity-50' : undefined} />
        </button>
      )}
    </th>
  )
}
