import { countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import type { Content } from './content.ts'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { Fix } from './Fix.tsx'
import { cellOf, headerOf, withDropped } from './table.ts'
import { type Trouble, troubleWords } from './trouble.ts'

type Props = { readonly draft: Draft; readonly content: Content; readonly trouble: Trouble }

/** Where it is, what it is, and the control that mends it. */
export function ProblemItem({ draft, content, trouble }: Props) {
  const { row } = trouble
  return (
    <div className="grid gap-x-6 gap-y-2 lg:grid-cols-[minmax(0,1fr)_minmax(18rem,26rem)]">
      <div className="min-w-0">
        <p className="font-medium">{placeWords(draft, content, trouble)}</p>
        <p className="wrap-anywhere text-danger">{visibleText(troubleWords(trouble))}</p>
        <p className="truncate text-quiet">{promptOf(draft, content, row)}</p>
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 grow basis-48">
          <Fix draft={draft} content={content} trouble={trouble} />
        </div>
        {row === null || trouble.rows > 1 ? null : (
          <Button
            look="quiet"
            aria-label={`Leave out row ${row + 1}`}
            onClick={() =>
              changeDraft((before) => ({ ...before, edits: withDropped(before.edits, row, true) }))
            }
          >
            Leave out
          </Button>
        )}
      </div>
    </div>
  )
}

/** "Row 7, line 9, Duration" */
function placeWords(draft: Draft, content: Content, trouble: Trouble): string {
  const { row, line, column, path } = trouble
  const where = content.kind === 'table' ? row : null
  const header =
    column === null || content.kind !== 'table' ? null : headerOf(content.table, draft.edits, column)
  const what =
    header !== null && header !== '' ? visibleText(header) : path === null ? null : visibleText(path)
  const parts = [
    trouble.rows > 1 ? `${countText(trouble.rows)} rows, the first` : null,
    where === null ? null : trouble.rows > 1 ? `row ${where + 1}` : `Row ${where + 1}`,
    where === null && column !== null ? 'Header' : null,
    line === null || (where === null && column !== null)
      ? null
      : where === null
        ? `Line ${line}`
        : `line ${line}`,
    what,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'The file' : parts.join(', ')
}

function promptOf(draft: Draft, content: Content, row: number | null): string {
  if (row === null) return ''
  if (content.kind === 'lines') return visibleText((content.lines[row] ?? '').slice(0, 200))
  const column = content.table.columns.findIndex(({ standsFor }) => standsFor === 'prompt')
  return column === -1 ? '' : visibleText(cellOf(content.table, draft.edits, row, column).slice(0, 200))
}
