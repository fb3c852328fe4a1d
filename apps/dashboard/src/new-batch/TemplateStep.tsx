import { useRef } from 'react'
import type { BatchPreview } from '../api/new-batch.ts'
import { visibleText } from '../format/visible-text.ts'
import { Field, inputClass } from '../ui/Field.tsx'
import { Panel } from '../ui/Panel.tsx'
import { variableOf } from './column-meaning.ts'
import type { Content } from './content.ts'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { ExpandedTable } from './ExpandedTable.tsx'
import { outcomeWords } from './preview-words.ts'
import { errorAt } from './trouble.ts'
import type { Checked } from './use-check.ts'
import { VariableFields } from './VariableFields.tsx'

type Props = {
  readonly draft: Draft
  readonly content: Content
  readonly checked: Checked | null
  readonly isSimulated: boolean
}

/** A text around the prompts, values to go through, and the rows as they come out. */
export function TemplateStep({ draft, content, checked, isSimulated }: Props) {
  const troubles = checked?.troubles ?? []
  const area = useRef<HTMLTextAreaElement>(null)
  const insert = (name: string) => {
    const { selectionStart: from, selectionEnd: to } = area.current ?? { selectionStart: 0, selectionEnd: 0 }
    const text = `{${name}}`
    changeDraft((before) => ({
      ...before,
      template: before.template.slice(0, from) + text + before.template.slice(to),
    }))
    area.current?.focus()
    // The caret goes behind what was put in, once it is there.
    requestAnimationFrame(() => area.current?.setSelectionRange(from + text.length, from + text.length))
  }
  return (
    <Panel title="3. Prompts">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div className="grid gap-2">
            <Field
              label="Template"
              isOptional
              hint="Gives a prompt to rows that have none; with {prompt} in it, it is put around every row’s own."
              error={errorAt(troubles, 'template')}
            >
              {(parts) => (
                <textarea
                  {...parts}
                  ref={area}
                  rows={3}
                  value={draft.template}
                  placeholder="{prompt}, shot on 35 mm film"
                  onChange={(event) => {
                    const template = event.target.value
                    changeDraft((before) => ({ ...before, template }))
                  }}
                  className="w-full rounded-md border border-line-strong bg-surface px-3 py-2 placeholder:text-quiet aria-invalid:border-danger"
                />
              )}
            </Field>
            <Chips names={variableNames(draft, content)} onChoose={insert} />
          </div>
          <div className="grid gap-3">
            <VariableFields draft={draft} error={errorAt(troubles, 'variables')} />
            <div className="max-w-64">
              <Field label="Takes of each row" isOptional error={errorAt(troubles, 'takes')}>
                {(parts) => (
                  <input
                    {...parts}
                    inputMode="numeric"
                    value={draft.takes}
                    placeholder="1"
                    onChange={(event) => {
                      const takes = event.target.value.trim()
                      changeDraft((before) => ({ ...before, takes }))
                    }}
                    className={inputClass}
                  />
                )}
              </Field>
            </div>
          </div>
        </div>
        {checked?.preview == null || checked.preview.rows === 0 ? null : (
          <section aria-label="The rows as they come out" className="grid grid-cols-[minmax(0,1fr)] gap-2">
            <Outcome preview={checked.preview} />
            <ExpandedTable preview={checked.preview} isSimulated={isSimulated} />
          </section>
        )}
      </div>
    </Panel>
  )
}

function Outcome({ preview }: { readonly preview: BatchPreview }) {
  const { count, rest } = outcomeWords(preview)
  const shown = preview.expanded.length
  return (
    <p role="status">
      <strong className="font-semibold">{count}</strong> {rest}
      {preview.expanded_total > shown ? `; the first ${shown}:` : ':'}
    </p>
  )
}

function variableNames(draft: Draft, content: Content): string[] {
  const columns = content.kind === 'table' ? content.table : null
  const ofColumns =
    columns === null ? [] : columns.columns.map((_, column) => variableOf(draft, columns, column))
  const listed = draft.variables.map(({ name }) => name.trim())
  const named = [...ofColumns, ...listed].filter((name): name is string => name !== null && name !== '')
  return [...new Set(named)]
}

type ChipsProps = { readonly names: readonly string[]; readonly onChoose: (name: string) => void }

function Chips({ names, onChoose }: ChipsProps) {
  if (names.length === 0) return null
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Put into the template</legend>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          onClick={() => onChoose(name)}
          className="h-7 rounded-full border border-line-strong px-2.5 font-mono text-[0.92em] hover:bg-hover max-sm:h-11"
        >
          {`{${visibleText(name)}}`}
        </button>
      ))}
    </fieldset>
  )
}
