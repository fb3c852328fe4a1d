import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Checkbox } from '../Checkbox.tsx'
import { classNames } from '../class-names.ts'
import { useIsNarrow } from '../use-is-narrow.ts'
import type { Column } from './column.ts'
import { HeaderCell } from './HeaderCell.tsx'
import { TableFoot } from './TableFoot.tsx'
import { TableRow } from './TableRow.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useRows } from './use-rows.ts'

export type Selection = {
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

export type MoreRows = {
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}

type Props<Row> = {
  /** What the rows are, for those who hear the table: "Jobs". */
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly idOf: (row: Row) => string
  /** On a narrow screen, instead of the columns; without one, the columns stand below each other. */
  readonly card?: (row: Row) => ReactNode
  readonly selection?: Selection
  readonly more?: MoreRows
  /** Rows there are in all, where that is known. */
  readonly total?: number
}

const rowHeightPx = 40
const cardHeightPx = 84
/** Rows left below the window when the next page is asked for. */
const moreWhenLeft = 20

/**
 * Rows of any number: only those in the window are drawn. The page itself scrolls. A row opens by the link that one of
 * its cells holds: give it `data-row-link` and the class `row-link`.
 */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { rows, columns, idOf, selection, more } = props
  const isNarrow = useIsNarrow()
  const table = useRows(rows, columns, idOf)
  const model = table.getRowModel().rows
  const body = useRef<HTMLTableSectionElement>(null)
  const [offsetPx, setOffsetPx] = useState(0)
  useLayoutEffect(() => {
    const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY
    setOffsetPx((before) => (Math.abs(before - top) > 1 ? top : before))
  })
  const virtual = useWindowVirtualizer<HTMLTableRowElement>({
    count: model.length,
    estimateSize: () => (isNarrow ? cardHeightPx : rowHeightPx),
    getItemKey: (index) => model[index]?.id ?? index,
    overscan: 12,
    scrollMargin: offsetPx,
    scrollPaddingStart: 110,
    scrollPaddingEnd: 40,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]
  const last = items.at(-1)
  const isEndNear = last !== undefined && last.index >= model.length - moreWhenLeft
  const { hasMore = false, isLoading = false, onMore } = more ?? {}
  useEffect(() => {
    if (isEndNear && hasMore && !isLoading) onMore?.()
  }, [isEndNear, hasMore, isLoading, onMore])

  const present = useRef({ model, selection })
  present.current = { model, selection }
  const toggle = useCallback((index: number) => {
    const { model: shown, selection: now } = present.current
    const row = shown[index]
    if (row === undefined || now === undefined) return
    const next = new Set(now.chosen)
    if (!next.delete(row.id)) next.add(row.id)
    now.onChange(next)
  }, [])
  const show = useCallback((index: number) => virtual.scrollToIndex(index, { align: 'auto' }), [virtual])
  const ids = useMemo(() => model.map(({ id }) => id), [model])
  const keys = useListKeys<HTMLTableElement>({
    ids,
    show,
    ...(selection !== undefined && { toggle }),
  })
  const chosenHere = selection === undefined ? 0 : model.filter(({ id }) => selection.chosen.has(id)).length
  const spanned = columns.length + (selection === undefined ? 0 : 1)
  const before = first === undefined ? 0 : first.start - offsetPx
  const after = last === undefined ? 0 : virtual.getTotalSize() - (last.end - offsetPx)
  return (
    <div className="@container/table">
      <div className="overflow-clip rounded-lg border border-line bg-surface shadow-low">
        <table
          ref={keys.list}
          onFocus={keys.onFocus}
          onBlur={keys.onBlur}
          className="w-full table-fixed border-collapse"
          aria-label={props.label}
          aria-rowcount={props.total === undefined ? (hasMore ? -1 : model.length + 1) : props.total + 1}
        >
          <thead className={classNames('bg-surface', isNarrow && 'sr-only')}>
            <tr
              aria-rowindex={1}
              className="sticky top-(--bar-height) z-10 bg-surface shadow-[0_1px_0_var(--line)]"
            >
              {selection === undefined ? null : (
                <th scope="col" className="w-11 max-sm:w-13">
                  <Checkbox
                    label="Select every row shown"
                    isLabelHidden
                    isChecked={chosenHere > 0 && chosenHere === model.length}
                    isMixed={chosenHere > 0 && chosenHere < model.length}
                    onChange={(isChecked) =>
                      selection.onChange(new Set(isChecked ? model.map(({ id }) => id) : []))
                    }
                  />
                </th>
              )}
              {columns.map((column) => {
                const state = table.getColumn(column.id)
                return (
                  <HeaderCell
                    key={column.id}
                    column={column}
                    sorted={state?.getIsSorted() ?? false}
                    onSort={() => state?.toggleSorting()}
                  />
                )
              })}
            </tr>
          </thead>
          <tbody ref={body}>
            {before > 0 ? <Spacer heightPx={before} spanned={spanned} /> : null}
            {items.map((item) => {
              const row = model[item.index]
              return row === undefined ? null : (
                <TableRow
                  key={row.id}
                  ref={virtual.measureElement}
                  index={item.index}
                  isActive={row.id === keys.active}
                  row={row.original}
                  columns={columns}
                  isCard={isNarrow}
                  card={props.card}
                  {...(selection !== undefined && {
                    isChosen: selection.chosen.has(row.id),
                    onChoose: toggle,
                  })}
                />
              )
            })}
            {after > 0 ? <Spacer heightPx={after} spanned={spanned} /> : null}
          </tbody>
        </table>
        {more === undefined ? null : <TableFoot shown={model.length} {...more} />}
      </div>
    </div>
  )
}

/** The place of rows that are not drawn. */
function Spacer({ heightPx, spanned }: { readonly heightPx: number; readonly spanned: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={spanned} style={{ height: heightPx }} className="p-0" />
    </tr>
  )
}
