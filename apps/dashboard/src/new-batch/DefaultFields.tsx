import { visibleText } from '../format/visible-text.ts'
import { Field, inputClass } from '../ui/Field.tsx'
import { type Option, Select } from '../ui/Select.tsx'
import type { DefaultChoices } from './default-choices.ts'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { type Defaultable, errorAt, type Trouble } from './trouble.ts'

type Props = {
  readonly draft: Draft
  readonly choices: DefaultChoices
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
  const { upstreamUsed: used } = choices
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">
        For rows that leave it open{' '}
        <span className="font-normal text-quiet">What a row says itself wins.</span>
      </legend>
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-5">
        {listed(
          'upstream',
          'Upstream',
          used === null ? 'The default' : `The default${defaults.upstream ? '' : `: ${used.name}`}`,
          choices.upstreams.map(({ name, title, simulated, configured }) => ({
            value: name,
            text: `${name} (${visibleText(title)}${simulated ? ', simulated' : ''}${configured ? '' : ', no key'})`,
          })),
        )}
        {listed(
          'model',
          'Model',
          'Each row says',
          choices.models.map(({ model }) => ({ value: model, text: model })),
        )}
        <Field
          label="Duration, seconds"
          hint={choices.durations === null ? undefined : choices.durations}
          error={error('duration')}
        >
          {(parts) => (
            <input
              {...parts}
              inputMode="numeric"
              value={defaults.duration ?? ''}
              placeholder="as the model does"
              onChange={(event) => set('duration')(event.target.value.trim())}
              className={inputClass}
            />
          )}
        </Field>
        {listed(
          'aspect_ratio',
          'Aspect ratio',
          'As the model does',
          choices.ratios.map((value) => ({ value, text: value })),
        )}
        {listed(
          'resolution',
          'Resolution',
          'As the model does',
          choices.resolutions.map((value) => ({ value, text: value })),
        )}
      </div>
    </fieldset>
  )
}
