import { memo, type ReactNode, type Ref } from 'react'
import { Checkbox } from '../Checkbox.tsx'
import { classNames } from '../class-names.ts'
import { type Column, hideClasses } from './column.ts'
import { FactCard } from './FactCard.tsx'

type Props<Row> = {
  readonly ref: Ref<HTMLTableRowElement>
  readonly index: number
  /** The keys are here. */
  readonly isActive: boolean
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  readonly isCard: boolean
  readonly card: ((row: Row) => ReactNode) | undefined
  readonly isChosen?: boolean
  /** Stays the same between draws, as all the others do, so that a row is drawn anew only when it changed. */
  readonly onChoose?: (index: number) => void
}

function DrawnRow<Row>(props: Props<Row>) {
  const { ref, index, isActive, row, columns, isCard, card, isChosen = false, onChoose } = props
  return (
    <tr
      ref={ref}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={onChoose === undefined ? undefined : isChosen}
      className={classNames(
        'relative border-t border-line hover:bg-hover',
        isChosen && 'bg-accent-soft',
        isActive && 'shadow-[inset_3px_0_0_var(--accent)]',
      )}
    >
      {onChoose === undefined ? null : (
        <td className="w-11 text-center align-middle max-sm:w-13">
          <span className="relative z-1">
            <Checkbox
              label={`Select row ${index + 1}`}
              isLabelHidden
              isChecked={isChosen}
              onChange={() => onChoose(index)}
            />
          </span>
        </td>
      )}
      {!isCard ? (
        columns.map((column) => (
          <td
            key={column.id}
            className={classNames(
              'truncate px-3 py-2',
              column.isNumber === true && 'text-right',
              column.hideBelow !== undefined && hideClasses[column.hideBelow],
            )}
          >
            {column.cell(row)}
          </td>
        ))
      ) : (
        <td className="px-3.5 py-3" colSpan={columns.length}>
          {card === undefined ? <FactCard row={row} columns={columns} /> : card(row)}
        </td>
      )}
    </tr>
  )
}

export const TableRow = memo(DrawnRow) as typeof DrawnRow
