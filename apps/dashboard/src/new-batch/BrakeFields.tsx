import type { BatchPreview } from '../api/new-batch.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import type { Draft, StopRule } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { trialWords } from './preview-words.ts'
import { errorAt, type Trouble } from './trouble.ts'

type Props = {
  readonly draft: Draft
  readonly preview: BatchPreview | null
  readonly troubles: readonly Trouble[]
}

const rowsTried = '5'

const stopChoices = [
  { value: 'usual', text: 'From 50 rows on: pause, once 30 % went wrong' },
  { value: 'own', text: 'Pause at a share of your own' },
  { value: 'never', text: 'Go on, however many go wrong' },
]

/** A few rows first, and what stops the rest by itself. */
export function BrakeFields({ draft, preview, troubles }: Props) {
  const { trial, stopWhen } = draft
  const words = preview === null ? null : trialWords(preview)
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">Trial</legend>
        <div className="flex flex-wrap items-center gap-3">
          <Checkbox
            label="Make a few rows first, then ask me"
            isChecked={trial !== ''}
            onChange={(isTried) => changeDraft((before) => ({ ...before, trial: isTried ? rowsTried : '' }))}
          />
          {trial === '' ? null : (
            <label className="inline-flex items-center gap-2">
              Rows
              <input
                inputMode="numeric"
                value={trial}
                aria-invalid={errorAt(troubles, 'trial') === null ? undefined : true}
                onChange={(event) => {
                  // An empty field would switch the trial off under the person's hands.
                  const rows = event.target.value.trim() || ' '
                  changeDraft((before) => ({ ...before, trial: rows }))
                }}
                className={`${inputClass} w-20`}
              />
            </label>
          )}
        </div>
        {errorAt(troubles, 'trial') === null ? null : (
          <p className="text-danger">{errorAt(troubles, 'trial')}</p>
        )}
        {trial !== '' && words !== null ? (
          <p role="status" className="text-quiet">
            Tried first: {words}.
          </p>
        ) : null}
      </fieldset>
      <div className="grid gap-2">
        <Field
          label="When rows go wrong"
          hint="Counted are rows that failed with a charge, were moderated, or repeat another clip."
          error={errorAt(troubles, 'stop_when')}
        >
          {(parts) => (
            <Select
              {...parts}
              value={stopWhen.kind}
              options={stopChoices}
              onChoose={(kind) => changeDraft((before) => ({ ...before, stopWhen: ruleOf(kind) }))}
              className="w-full"
            />
          )}
        </Field>
        {stopWhen.kind === 'own' ? <OwnRule rule={stopWhen} troubles={troubles} /> : null}
      </div>
    </div>
  )
}

type OwnProps = { readonly rule: Extract<StopRule, { kind: 'own' }>; readonly troubles: readonly Trouble[] }

function OwnRule({ rule, troubles }: OwnProps) {
  const set = (part: Partial<typeof rule>) =>
    changeDraft((before) => ({ ...before, stopWhen: { ...rule, ...part } }))
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Percent wrong" error={errorAt(troubles, 'stop_when.failed_share')}>
        {(parts) => (
          <input
            {...parts}
            inputMode="decimal"
            value={rule.percent}
            onChange={(event) => set({ percent: event.target.value })}
            className={inputClass}
          />
        )}
      </Field>
      <Field label="Of at least so many ended" error={errorAt(troubles, 'stop_when.after')}>
        {(parts) => (
          <input
            {...parts}
            inputMode="numeric"
            value={rule.after}
            onChange={(event) => set({ after: event.target.value })}
            className={inputClass}
          />
        )}
      </Field>
    </div>
  )
}

function ruleOf(kind: string): StopRule {
  if (kind === 'own') return { kind, percent: '20', after: '5' }
  return { kind: kind === 'never' ? 'never' : 'usual' }
}
