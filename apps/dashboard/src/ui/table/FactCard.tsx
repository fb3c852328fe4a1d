import type { Column } from './column.ts'

/** The columns of a row below each other, for a narrow screen. */
export function FactCard<Row>({
  row,
  columns,
}: {
  readonly row: Row
  readonly columns: readonly Column<Row>[]
}) {
  return (
    <dl className="grid gap-y-1">
      {columns.map((column) => (
        <div key={column.id} className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3">
          <dt className="text-quiet">{column.header}</dt>
          <dd className="min-w-0 wrap-anywhere">{column.cell(row)}</dd>
        </div>
      ))}
    </dl>
  )
}
