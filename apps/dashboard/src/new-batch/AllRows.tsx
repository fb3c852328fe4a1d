import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { visibleText } from '../format/visible-text.ts'
import type { Draft } from './draft.ts'
import { SheetRow } from './SheetRow.tsx'
import { headerOf, type Table, widthOf } from './table.ts'
import type { Trouble } from './trouble.ts'

type Props = { readonly draft: Draft; readonly table: Table; readonly troubles: readonly Trouble[] }

const rowHeightPx = 36
/** Judgement: further columns are sent as they are; nobody reads so many side by side. */
const columnsShownMax = 60

/** Every row of the table, each cell to be changed in place. Only what is in view is drawn. */
export function AllRows({ draft, table, troubles }: Props) {
  const { edits } = draft
  const box = useRef<HTMLDivElement>(null)
  const width = useMemo(() => widthOf(table), [table])
  const columns = useMemo(
    () => Array.from({ length: Math.min(width, columnsShownMax) }, (_, column) => column),
    [width],
  )
  const rows = useVirtualizer({
    count: table.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
  })
  const places = useMemo(() => placesOf(troubles), [troubles])
  const items = rows.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div ref={box} className="max-h-[26rem] overflow-auto rounded-md border border-line">
      <table
        aria-label="All rows"
        aria-rowcount={table.rows.length + 1}
        style={{ width: `${widthRem(table, columns)}rem` }}
        className="min-w-full table-fixed border-collapse"
      >
        <thead className="sticky top-0 z-2 bg-surface shadow-[0_1px_0_var(--line)]">
          <tr aria-rowindex={1}>
            <th
              scope="col"
              className="sticky left-0 h-9 w-16 bg-surface pr-3 pl-1 text-right font-medium text-quiet shadow-[1px_0_0_var(--line)]"
            >
              Row
            </th>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className={`truncate px-2 text-left font-medium ${widthClass(table, column)}`}
              >
                {visibleText(headerOf(table, edits, column)) || <span className="text-quiet">no header</span>}
              </th>
            ))}
            <th scope="col" className="w-28 px-2 text-left font-medium text-quiet">
              <span className="sr-only">Leave out</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Gap heightPx={before} spanned={columns.length + 2} /> : null}
          {items.map(({ index }) => (
            <SheetRow
              key={index}
              row={index}
              columns={columns}
              table={table}
              edits={edits}
              troubles={places.get(index) ?? none}
            />
          ))}
          {after > 0 ? <Gap heightPx={after} spanned={columns.length + 2} /> : null}
        </tbody>
      </table>
      {width > columnsShownMax ? (
        <p className="sticky left-0 px-3 py-2 text-quiet">
          {width - columnsShownMax} more columns are sent as they are.
        </p>
      ) : null}
    </div>
  )
}

const none: readonly Trouble[] = []

function placesOf(troubles: readonly Trouble[]): ReadonlyMap<number, readonly Trouble[]> {
  const places = new Map<number, Trouble[]>()
  for (const trouble of troubles) {
    if (trouble.row === null) continue
    const found = places.get(trouble.row)
    if (found === undefined) places.set(trouble.row, [trouble])
    else found.push(trouble)
  }
  return places
}

function isWide({ columns }: Table, column: number): boolean {
  return columns[column]?.standsFor === 'prompt'
}

function widthClass(table: Table, column: number): string {
  return isWide(table, column) ? 'w-96' : 'w-36'
}

/** Of the columns, the numbers in front and the buttons behind. */
function widthRem(table: Table, columns: readonly number[]): number {
  return columns.reduce((sum, column) => sum + (isWide(table, column) ? 24 : 9), 11)
}

function Gap({ heightPx, spanned }: { readonly heightPx: number; readonly spanned: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={spanned} style={{ height: heightPx }} className="p-0" />
    </tr>
  )
}
