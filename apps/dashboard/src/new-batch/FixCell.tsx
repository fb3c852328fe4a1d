import { useMemo, useState } from 'react'
import { countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Select } from '../ui/Select.tsx'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { EditText } from './EditText.tsx'
import { cellOf, countEqual, headerOf, type Table, withAllEqual, withCell } from './table.ts'
import { choicesFor, type Trouble } from './trouble.ts'

type Props = {
  readonly draft: Draft
  readonly table: Table
  readonly trouble: Trouble & { readonly row: number; readonly column: number }
}

/** The cell itself: a list where the values can be listed, else a text. May change all cells that say the same. */
export function FixCell({ draft, table, trouble }: Props) {
  const { row, column } = trouble
  const choices = choicesFor(trouble)
  const { edits } = draft
  const text = cellOf(table, edits, row, column)
  const equal = useMemo(() => countEqual(table, edits, column, text), [table, edits, column, text])
  const [isForAll, setIsForAll] = useState(false)
  const label = `Row ${row + 1}, ${visibleText(headerOf(table, edits, column)) || `column ${column + 1}`}`
  const edit = (next: string) =>
    changeDraft((before) => ({
      ...before,
      edits:
        isForAll && equal > 1
          ? withAllEqual(table, before.edits, column, text, next)
          : withCell(table, before.edits, row, column, next),
    }))
  return (
    <div className="grid gap-1">
      {choices.length > 0 ? (
        <Select
          data-fix
          aria-label={label}
          aria-invalid
          value={text}
          options={[
            ...(choices.includes(text)
              ? []
              : [{ value: text, text: text === '' ? 'empty' : visibleText(text) }]),
            ...choices.map((value) => ({ value, text: visibleText(value) })),
          ]}
          onChoose={edit}
          className="w-full"
        />
      ) : (
        <EditText label={label} text={text} onEdit={edit} />
      )}
      {equal > 1 ? (
        <Checkbox
          label={`in all ${countText(equal)} cells that say so`}
          isChecked={isForAll}
          onChange={setIsForAll}
        />
      ) : null}
    </div>
  )
}
