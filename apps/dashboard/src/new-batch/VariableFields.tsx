import { Plus, X } from 'lucide-react'
import { Button } from '../ui/Button.tsx'
import { inputClass } from '../ui/Field.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import type { Draft, Variable } from './draft.ts'
import { changeDraft } from './draft-store.ts'

type Props = { readonly draft: Draft; readonly error: string | null }

/** Lists of values: each row is made once for every combination of them. */
export function VariableFields({ draft: { variables }, error }: Props) {
  const change = (next: readonly Variable[]) => changeDraft((before) => ({ ...before, variables: next }))
  const put = (index: number, part: Partial<Variable>) =>
    change(variables.map((each, place) => (place === index ? { ...each, ...part } : each)))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">
        Variables{' '}
        <span className="font-normal text-quiet">(optional) Each row is made once for every value.</span>
      </legend>
      {variables.map(({ name, values }, index) => (
        <div key={index} className="flex items-start gap-2">
          <input
            aria-label={`Name of variable ${index + 1}`}
            value={name}
            maxLength={100}
            placeholder="light"
            onChange={(event) => put(index, { name: event.target.value })}
            className={`${inputClass} max-w-32`}
          />
          <textarea
            aria-label={`Values of variable ${index + 1}, one a line`}
            value={values.join('\n')}
            rows={Math.min(6, Math.max(2, values.length))}
            placeholder={'at dawn\nat dusk'}
            onChange={(event) => put(index, { values: linesOf(event.target.value) })}
            onBlur={() => put(index, { values: values.filter((value) => value.trim() !== '') })}
            className="min-w-0 grow rounded-md border border-line-strong bg-surface px-3 py-1.5 placeholder:text-quiet"
          />
          <IconButton
            label={`Remove variable ${index + 1}`}
            icon={<X aria-hidden size="1em" />}
            onClick={() => change(variables.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      {error === null ? null : <p className="text-danger">{error}</p>}
      <Button
        look="quiet"
        className="justify-self-start"
        icon={<Plus aria-hidden size="1em" />}
        onClick={() => change([...variables, { name: '', values: [] }])}
      >
        Add a variable
      </Button>
    </fieldset>
  )
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}
