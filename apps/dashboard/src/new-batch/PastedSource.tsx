import { useId } from 'react'
import { type Draft, looksLikeTable, type Source, suggestName, withSource } from './draft.ts'
import { changeDraft } from './draft-store.ts'

const areaId = 'new-batch-prompts'

/** Brings a line of the text into view, marked, with the focus. */
export function markLine(line: number): void {
  const area = document.getElementById(areaId)
  if (!(area instanceof HTMLTextAreaElement)) return
  const lines = area.value.split('\n')
  const from = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0)
  area.focus()
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 3)
}

type As = Extract<Source, { kind: 'pasted' }>['as']

const readings: readonly { readonly as: As; readonly label: string; readonly hint: string }[] = [
  { as: 'prompts', label: 'Each line is a prompt', hint: 'Empty lines count for nothing.' },
  {
    as: 'table',
    label: 'A table with a header row',
    hint: 'CSV, or cells copied from a spreadsheet.',
  },
]

export function PastedSource({ draft: { source } }: { readonly draft: Draft }) {
  const id = useId()
  const text = source.kind === 'pasted' ? source.text : ''
  const as = source.kind === 'pasted' ? source.as : 'prompts'
  const take = (next: string, how?: As) =>
    changeDraft((draft) => {
      const isFresh = draft.source.kind !== 'pasted' || draft.source.text.trim() === ''
      const meant = how ?? (isFresh ? (looksLikeTable(next) ? 'table' : 'prompts') : as)
      return withSource(draft, { kind: 'pasted', text: next, as: meant }, suggestName('pasted', new Date()))
    })
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <label htmlFor={areaId} className="font-medium">
          Prompts
        </label>
        <textarea
          id={areaId}
          value={text}
          rows={8}
          spellCheck={false}
          placeholder={'A lighthouse at dawn, waves breaking\nA fox runs through fresh snow'}
          onChange={(event) => take(event.target.value)}
          className="w-full rounded-md border border-line-strong bg-surface px-3 py-2 placeholder:text-quiet"
        />
      </div>
      <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
        <legend className="sr-only">How the text is read</legend>
        {readings.map((reading) => (
          <label key={reading.as} className="flex min-h-6 items-baseline gap-2 max-sm:min-h-11">
            <input
              type="radio"
              name={id}
              checked={as === reading.as}
              onChange={() => take(text, reading.as)}
              className="accent-accent"
            />
            <span>
              {reading.label} <span className="text-quiet">{reading.hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  )
}
