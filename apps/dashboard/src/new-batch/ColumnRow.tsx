import { useId } from 'react'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Select } from '../ui/Select.tsx'
import { asMetadata, leftOut, meaningOf, notSaid, variableOf, withMeaning } from './column-meaning.ts'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { knownColumns } from './known-columns.ts'
import { cellOf, type Table } from './table.ts'

type Props = { readonly draft: Draft; readonly table: Table; readonly column: number }

/** One header of the file, a value from below it, and what it stands for. */
export function ColumnRow({ draft, table, column }: Props) {
  const id = useId()
  const { header, resembles } = table.columns[column] ?? { header: '', resembles: null }
  const meaning = meaningOf(draft, table, column)
  const variable = variableOf(draft, table, column)
  const choose = (next: string) => changeDraft((before) => withMeaning(before, table, column, next))
  const isOpen = meaning === notSaid
  return (
    <li className="grid items-center gap-x-4 gap-y-1 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.2fr)]">
      <span className="min-w-0">
        <label htmlFor={id} className="block truncate font-medium" title={visibleText(header)}>
          {visibleText(header)}
        </label>
        <span className="block truncate text-quiet">{sampleOf(draft, table, column)}</span>
      </span>
      <Select
        id={id}
        value={meaning}
        aria-invalid={isOpen || undefined}
        aria-describedby={isOpen ? `${id}-open` : undefined}
        options={[
          ...(isOpen ? [{ value: notSaid, text: 'Say what it is …' }] : []),
          ...Object.entries(knownColumns).map(([value, words]) => ({ value, text: `${value}: ${words}` })),
          { value: asMetadata, text: 'metadata, kept with the job' },
          { value: leftOut, text: 'left out' },
        ]}
        onChoose={choose}
        className="w-full"
      />
      <span className="min-w-0 text-quiet">
        {isOpen && resembles !== null ? (
          <span className="flex flex-wrap items-center gap-2">
            <span id={`${id}-open`} className="text-danger">
              Looks like {resembles}, but is not spelled so.
            </span>
            <Button onClick={() => choose(resembles)}>Use it as {resembles}</Button>
            <Button look="quiet" onClick={() => choose(asMetadata)}>
              Keep as metadata
            </Button>
          </span>
        ) : meaning === leftOut ? (
          'Not sent.'
        ) : variable === null ? null : (
          <>
            In templates: <code>{`{${visibleText(variable)}}`}</code>
          </>
        )}
      </span>
    </li>
  )
}

const rowsLookedAt = 50

/** The first value that stands there, to know the column by. */
function sampleOf({ edits }: Draft, table: Table, column: number): string {
  const end = Math.min(rowsLookedAt, table.rows.length)
  for (let row = 0; row < end; row += 1) {
    const text = cellOf(table, edits, row, column).trim()
    if (text !== '') return visibleText(text.slice(0, 120))
  }
  return 'empty'
}
