import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { type Draft, suggestName, withSource } from './draft.ts'
import { changeDraft } from './draft-store.ts'

const headersFirst = ['prompt', 'duration', 'aspect_ratio']
const rowsFirst = 5
const rowsMore = 5

/** A table made by hand; its cells are in the table of all rows below. */
export function TypedSource({ draft: { source } }: { readonly draft: Draft }) {
  const [name, setName] = useState('')
  if (source.kind !== 'typed') {
    const begin = () =>
      changeDraft((draft) =>
        withSource(
          draft,
          { kind: 'typed', headers: headersFirst, rows: rowsFirst },
          suggestName('typed', new Date()),
        ),
      )
    return (
      <div className="grid justify-items-start gap-2">
        <p className="text-quiet">An empty table with columns for the prompt, its length and its shape.</p>
        <Button look="primary" onClick={begin}>
          Begin a table
        </Button>
      </div>
    )
  }
  const change = (part: { readonly headers?: readonly string[]; readonly rows?: number }) =>
    changeDraft((draft) =>
      draft.source.kind === 'typed' ? { ...draft, source: { ...draft.source, ...part } } : draft,
    )
  const addColumn = (event: FormEvent) => {
    event.preventDefault()
    const header = name.trim()
    if (header === '' || source.headers.includes(header)) return
    change({ headers: [...source.headers, header] })
    setName('')
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Button icon={<Plus aria-hidden size="1em" />} onClick={() => change({ rows: source.rows + rowsMore })}>
        Add {rowsMore} rows
      </Button>
      <form onSubmit={addColumn} className="flex items-end gap-2">
        <Field label="Another column">
          {(parts) => (
            <input
              {...parts}
              value={name}
              maxLength={100}
              placeholder="resolution, or a name of your own"
              onChange={(event) => setName(event.target.value)}
              className={inputClass}
            />
          )}
        </Field>
        <Button type="submit">Add column</Button>
      </form>
    </div>
  )
}
