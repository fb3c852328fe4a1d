import type { BatchPreview } from '../api/new-batch.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'
import { type ExpandedRow, expandedRows } from './expanded-rows.ts'

/** What nothing is bought for: it is here already, or somebody keeps it from being sent. */
const unpaid: ReadonlySet<string> = new Set(['unchanged', 'left_alone', 'copy'])

const columnsOf = (isSimulated: boolean): readonly Column<ExpandedRow>[] => [
  { id: 'row', header: 'Row', width: '4rem', isNumber: true, cell: ({ row }) => row },
  { id: 'prompt', header: 'Prompt', cell: (row) => <Prompt row={row} /> },
  {
    id: 'model',
    header: 'Model',
    width: '11rem',
    hideBelow: 'medium',
    cell: ({ model, upstream }) => <span title={`${model} at ${upstream}`}>{model}</span>,
  },
  { id: 'asked', header: 'Asked', width: '11rem', hideBelow: 'medium', cell: ({ asked }) => asked },
  { id: 'does', header: 'Then', width: '8rem', hideBelow: 'full', cell: ({ action }) => reasonWords(action) },
  {
    id: 'price',
    header: 'Price',
    width: '8.5rem',
    isNumber: true,
    cell: (row) => <Price row={row} isSimulated={isSimulated} />,
  },
]

function Prompt({ row: { prompt, take } }: { readonly row: ExpandedRow }) {
  return (
    <span className="flex min-w-0 grow gap-x-2">
      <span className="min-w-0 truncate" title={visibleText(prompt)}>
        {visibleText(prompt)}
      </span>
      {take === null ? null : <span className="shrink-0 text-quiet">{take}</span>}
    </span>
  )
}

function Price({ row, isSimulated }: { readonly row: ExpandedRow; readonly isSimulated: boolean }) {
  if (unpaid.has(row.action)) return <span className="text-quiet">{reasonWords(row.action)}</span>
  return <Money ticks={row.ticks} isSimulated={isSimulated} />
}

const shownMax = 10

type Props = { readonly preview: BatchPreview; readonly isSimulated: boolean }

/** The first rows as they will be made. */
export function ExpandedTable({ preview, isSimulated }: Props) {
  const rows = expandedRows(preview.expanded)
  return (
    <>
      <DataTable
        label="Rows as they come out"
        rows={rows.slice(0, shownMax)}
        columns={columnsOf(isSimulated)}
        idOf={({ id }) => id}
        card={(row) => (
          <div className="grid gap-0.5">
            <span className="line-clamp-2 wrap-anywhere">{visibleText(row.prompt)}</span>
            <span className="text-quiet">
              row {row.row} · {row.take === null ? '' : `${row.take} · `}
              {row.model} · {row.asked} · <Price row={row} isSimulated={isSimulated} />
            </span>
          </div>
        )}
      />
      {rows.length > shownMax ? (
        <details>
          <summary className="min-h-6 cursor-pointer text-quiet max-sm:min-h-11">
            {rows.length - shownMax} more of them
          </summary>
          <ul className="mt-1 grid gap-1">
            {rows.slice(shownMax).map((row) => (
              <li key={row.id} className="flex gap-3">
                <span className="w-10 shrink-0 text-right text-quiet">{row.row}</span>
                <Prompt row={row} />
                <Price row={row} isSimulated={isSimulated} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  )
}
