import { type KeyboardEvent, memo } from 'react'
import { visibleText } from '../format/visible-text.ts'
import { classNames } from '../ui/class-names.ts'
import { changeDraft } from './draft-store.ts'
import { cellOf, type Edits, headerOf, type Table, withCell, withDropped } from './table.ts'
import type { Trouble } from './trouble.ts'

type Props = {
  readonly row: number
  readonly columns: readonly number[]
  readonly table: Table
  readonly edits: Edits
  readonly troubles: readonly Trouble[]
}

export const SheetRow = memo(function SheetRow({ row, columns, table, edits, troubles }: Props) {
  const isDropped = edits.dropped.has(row)
  return (
    <tr aria-rowindex={row + 2} className={classNames('h-9 border-t border-line', isDropped && 'opacity-55')}>
      <th
        scope="row"
        className="sticky left-0 z-1 bg-surface pr-3 pl-1 text-right font-normal text-quiet shadow-[1px_0_0_var(--line)]"
        title={`Line ${table.rows[row]?.line ?? ''} of the file`}
      >
        {row + 1}
      </th>
      {columns.map((column) => {
        const trouble = troubles.find((each) => each.column === column)
        const unreadable = table.rows[row]?.unreadable?.get(column)
        const isChanged = edits.cells.has(`${row}:${column}`)
        return (
          <td key={column} className="p-0">
            <input
              value={cellOf(table, edits, row, column)}
              disabled={isDropped}
              spellCheck={false}
              aria-label={`Row ${row + 1}, ${visibleText(headerOf(table, edits, column)) || `column ${column + 1}`}`}
              aria-invalid={trouble === undefined ? undefined : true}
              title={trouble?.message ?? (isChanged ? 'changed here' : undefined)}
              placeholder={unreadable === undefined || isChanged ? '' : 'no value'}
              onChange={(event) =>
                changeDraft((draft) => ({
                  ...draft,
                  edits: withCell(table, draft.edits, row, column, event.target.value),
                }))
              }
              onKeyDown={moveInColumn}
              data-cell={`${row}:${column}`}
              className={classNames(
                'h-9 w-full border-0 bg-transparent px-2 focus-visible:-outline-offset-2',
                'aria-invalid:bg-danger/10 aria-invalid:shadow-[inset_0_-2px_0_var(--danger)]',
                isChanged && 'bg-accent-soft',
              )}
            />
          </td>
        )
      })}
      <td className="px-2">
        <button
          type="button"
          className="rounded px-1.5 whitespace-nowrap text-quiet hover:bg-hover hover:text-ink"
          aria-label={isDropped ? `Take back row ${row + 1}` : `Leave out row ${row + 1}`}
          onClick={() =>
            changeDraft((draft) => ({ ...draft, edits: withDropped(draft.edits, row, !isDropped) }))
          }
        >
          {isDropped ? 'Take back' : 'Leave out'}
        </button>
      </td>
    </tr>
  )
})

/** Enter and the arrows go up and down, as in a spreadsheet. */
function moveInColumn(event: KeyboardEvent<HTMLInputElement>): void {
  const by = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  event.preventDefault()
  const [row = 0, column = 0] = (event.currentTarget.dataset.cell ?? '').split(':').map(Number)
  const table = event.currentTarget.closest('table')
  table?.querySelector<HTMLInputElement>(`[data-cell="${row + by}:${column}"]`)?.focus()
}
