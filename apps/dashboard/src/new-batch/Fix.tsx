import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Select } from '../ui/Select.tsx'
import { asMetadata, withMeaning } from './column-meaning.ts'
import type { Content } from './content.ts'
import { withDefault } from './DefaultFields.tsx'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { EditText } from './EditText.tsx'
import { FixCell } from './FixCell.tsx'
import { knownColumns } from './known-columns.ts'
import { type Table, withLine } from './table.ts'
import { defaultFor, type Trouble } from './trouble.ts'

type Props = { readonly draft: Draft; readonly content: Content; readonly trouble: Trouble }

/** The control that mends a problem where it is told; none where another step holds it. */
export function Fix({ draft, content, trouble }: Props) {
  const { row, column, rowShown } = trouble
  if (content.kind === 'lines') {
    if (row === null || content.lines[row] === undefined) return null
    const text = draft.edits.lines.get(row) ?? content.lines[row]
    return (
      <EditText
        label={`Line ${row + 1}`}
        text={text}
        onEdit={(next) =>
          changeDraft((before) => ({ ...before, edits: withLine(content.lines, before.edits, row, next) }))
        }
      />
    )
  }
  const { table } = content
  if (row !== null && column !== null) {
    return <FixCell draft={draft} table={table} trouble={{ ...trouble, row, column }} />
  }
  if (column !== null) return <FixHeader table={table} column={column} trouble={trouble} />
  if (trouble.code === 'column_missing') return <ChoosePrompts table={table} />
  const field = defaultFor(trouble)
  if (row === null || field === null || trouble.allowed.length === 0) return null
  return (
    <Select
      data-fix
      aria-label={`${field} for every row that leaves it open, such as row ${rowShown ?? row + 1}`}
      value=""
      options={[
        { value: '', text: `For all rows without ${field} …` },
        ...trouble.allowed.map((value) => ({ value, text: visibleText(value) })),
      ]}
      onChoose={(value) => changeDraft((before) => withDefault(before, field, value))}
      className="w-full"
    />
  )
}

type HeaderProps = { readonly table: Table; readonly column: number; readonly trouble: Trouble }

/** A header that looks like one of ours: what it may mean, one press each. */
function FixHeader({ table, column, trouble }: HeaderProps) {
  const known = trouble.allowed.filter((value) => Object.hasOwn(knownColumns, value))
  const choose = (meaning: string) => changeDraft((before) => withMeaning(before, table, column, meaning))
  return (
    <div className="flex flex-wrap gap-2">
      {known.map((value) => (
        <Button key={value} data-fix onClick={() => choose(value)}>
          Use it as {value}
        </Button>
      ))}
      <Button onClick={() => choose(asMetadata)}>Keep as metadata</Button>
    </div>
  )
}

function ChoosePrompts({ table }: { readonly table: Table }) {
  return (
    <Select
      data-fix
      aria-label="Which column holds the prompts"
      value=""
      options={[
        { value: '', text: 'The prompts are in …' },
        ...table.columns.flatMap(({ header }, column) =>
          header === '' ? [] : [{ value: String(column), text: visibleText(header) }],
        ),
      ]}
      onChoose={(column) => changeDraft((before) => withMeaning(before, table, Number(column), 'prompt'))}
      className="w-full"
    />
  )
}
