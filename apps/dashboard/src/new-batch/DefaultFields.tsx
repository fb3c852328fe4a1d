import { visibleText } from '../format/visible-text.ts'
import { Field, inputClass } from '../ui/Field.tsx'
import { type Option, Select } from '../ui/Select.tsx'
import type { DefaultChoices } from './default-choices.ts'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { type Defaultable, errorAt, type Trouble } from './trouble.ts'

type Props = {
  readonly draft: Draft
  /** Null: the key may not see what upstreams offer, so that it is typed, and checked with the rows. */
  readonly choices: DefaultChoices | null
  readonly troubles: readonly Trouble[]
}

export function withDefault(draft: Draft, name: Defaultable, value: string): Draft {
  return { ...draft, defaults: { ...draft.defaults, [name]: value } }
}

/** What rows are given that leave it open; what a row says itself wins. */
export function DefaultFields({ draft, choices, troubles }: Props) {
  const { defaults } = draft
  const set = (name: Defaultable) => (value: string) =>
    changeDraft((before) => withDefault(before, name, value))
  const error = (name: Defaultable) => errorAt(troubles, `defaults.${name}`)
  const typed = (name: Defaultable, label: string, open: string, hint?: string | null) => (
    <Field label={label} hint={hint ?? undefined} error={error(name)}>
      {(parts) => (
        <input
          {...parts}
          {...(name === 'duration' && { inputMode: 'numeric' })}
          value={defaults[name] ?? ''}
          placeholder={open}
          onChange={(event) => set(name)(event.target.value.trim())}
          className={inputClass}
        />
      )}
    </Field>
  )
  const listed = (name: Defaultable, label: string, open: string, options: readonly Option[]) => (
    <Field label={label} error={error(name)}>
      {(parts) => (
        <Select
          {...parts}
          value={defaults[name] ?? ''}
          options={[{ value: '', text: open }, ...options]}
          onChoose={set(name)}
          className="w-full"
        />
      )}
    </Field>
  )
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">
        For rows that leave it open{' '}
        <span className="font-normal text-quiet">What a row says itself wins.</span>
      </legend>
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-5">
        {choices === null ? (
          <>
            {typed('upstream', 'Upstream', 'the default')}
            {typed('model', 'Model', 'each row says')}
            {typed('duration', 'Duration, seconds', 'as the model does')}
            {typed('aspect_ratio', 'Aspect ratio', 'as the model does')}
            {typed('resolution', 'Resolution', 'as the model does')}
          </>
        ) : (
          <>
            {listed('upstream', 'Upstream', defaultWords(draft, choices), upstreamOptions(choices))}
            {listed('model', 'Model', 'Each row says', optionsOf(choices.models.map(({ model }) => model)))}
            {typed('duration', 'Duration, seconds', 'as the model does', choices.durations)}
            {listed('aspect_ratio', 'Aspect ratio', 'As the model does', optionsOf(choices.ratios))}
            {listed('resolution', 'Resolution', 'As the model does', optionsOf(choices.resolutions))}
          </>
        )}
      </div>
    </fieldset>
  )
}

function defaultWords({ defaults }: Draft, { upstreamUsed: used }: DefaultChoices): string {
  return used === null || defaults.upstream ? 'The default' : `The default: ${used.name}`
}

function upstreamOptions({ upstreams }: DefaultChoices): Option[] {
  return upstreams.map(({ name, title, simulated, configured }) => ({
    value: name,
    text: `${name} (${visibleText(title)}${simulated ? ', simulated' : ''}${configured ? '' : ', no key'})`,
  }))
}

function optionsOf(values: readonly string[]): Option[] {
  return values.map((value) => ({ value, text: value }))
}
