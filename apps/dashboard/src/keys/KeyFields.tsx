import type { Scope } from '../api/types.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import type { KeyErrors, KeyTexts } from './key-fields.ts'
import { everyScope, scopeWords } from './key-words.ts'

type Props = {
  readonly texts: KeyTexts
  readonly errors: KeyErrors
  readonly onChange: (texts: KeyTexts) => void
  /** The configuration's own key takes these alone. */
  readonly only?: readonly (keyof KeyTexts)[]
  /** A new one: owner and scopes are chosen once. */
  readonly hasScopes?: boolean
}

type TextName = Exclude<keyof KeyTexts, 'scopes'>
type TextField = {
  readonly name: TextName
  readonly label: string
  readonly hint: string
  readonly mode?: 'decimal' | 'numeric'
  readonly type?: string
}

const limits: readonly TextField[] = [
  {
    name: 'cap_usd',
    label: 'Cap in all, US dollars',
    hint: 'What its jobs may cost; beyond it they wait for money.',
    mode: 'decimal',
  },
  {
    name: 'day_cap_usd',
    label: 'Cap a day, US dollars',
    hint: 'Jobs beyond it wait for the next day.',
    mode: 'decimal',
  },
  {
    name: 'max_in_flight',
    label: 'Jobs in flight',
    hint: 'Sent and not yet rendered, at once.',
    mode: 'numeric',
  },
  {
    name: 'requests_per_minute',
    label: 'Requests a minute',
    hint: 'Of any kind, to this server.',
    mode: 'numeric',
  },
  { name: 'max_duration', label: 'Longest clip, seconds', hint: 'Longer ones are refused.', mode: 'numeric' },
  { name: 'upstreams', label: 'Upstreams', hint: 'The only ones it may use, separated by commas.' },
  { name: 'models', label: 'Models', hint: 'The only ones it may ask for, separated by commas.' },
  { name: 'expires_at', label: 'Ends at', hint: 'In your time zone.', type: 'datetime-local' },
]

/** Name, owner and scopes; caps and limits, each of which may be left empty. */
export function KeyFields({ texts, errors, onChange, only, hasScopes = false }: Props) {
  const shown = limits.filter(({ name }) => only === undefined || only.includes(name))
  const text = ({ name, label, hint, mode, type = 'text' }: TextField, isOptional = true) => (
    <Field key={name} label={label} hint={hint} isOptional={isOptional} error={errors[name] ?? null}>
      {(parts) => (
        <input
          {...parts}
          className={inputClass}
          type={type}
          autoComplete="off"
          {...(mode !== undefined && { inputMode: mode })}
          value={texts[name]}
          onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      {only === undefined
        ? text({ name: 'name', label: 'Name', hint: 'Shown in the audit and with its costs.' }, false)
        : null}
      {hasScopes ? (
        <>
          {text({
            name: 'owner',
            label: 'Owner',
            hint: 'Whose things it sees and sends; made when it is new. Empty: yours.',
          })}
          <Scopes texts={texts} errors={errors} onChange={onChange} />
        </>
      ) : null}
      <fieldset>
        <legend className="mb-2 font-medium">
          Limits <span className="font-normal text-quiet">(each optional)</span>
        </legend>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {shown.map((field) => text(field, false))}
        </div>
      </fieldset>
    </>
  )
}

function Scopes({ texts, errors, onChange }: Pick<Props, 'texts' | 'errors' | 'onChange'>) {
  const choose = (scope: Scope, isChecked: boolean) => {
    const chosen = everyScope.filter((each) => (each === scope ? isChecked : texts.scopes.includes(each)))
    onChange({ ...texts, scopes: chosen })
  }
  return (
    <fieldset>
      <legend className="font-medium">What it may do</legend>
      <p className="mb-1 text-quiet">None holds another: most keys need read too. They never change later.</p>
      {everyScope.map((scope) => (
        <div key={scope}>
          <Checkbox
            label={`${scope}: ${scopeWords[scope]}`}
            isChecked={texts.scopes.includes(scope)}
            onChange={(isChecked) => choose(scope, isChecked)}
          />
        </div>
      ))}
      {errors.scopes === undefined ? null : <p className="text-danger">{errors.scopes}</p>}
    </fieldset>
  )
}
