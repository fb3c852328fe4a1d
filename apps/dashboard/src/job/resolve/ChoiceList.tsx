import { Fragment, type ReactNode, useId } from 'react'
import type { Choice, ChoiceName } from './choices.ts'

type Props = {
  readonly choices: readonly Choice[]
  readonly chosen: ChoiceName | null
  readonly onChoose: (name: ChoiceName) => void
  /** What binding needs besides. */
  readonly bindField: ReactNode
}

export function ChoiceList({ choices, chosen, onChoose, bindField }: Props) {
  const id = useId()
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">What is to become of it?</legend>
      {choices.map(({ name, title, does }) => (
        <Fragment key={name}>
          <label className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-strong px-3.5 py-2.5 has-checked:border-accent has-checked:bg-accent-soft">
            <input
              type="radio"
              name={id}
              checked={chosen === name}
              onChange={() => onChoose(name)}
              aria-describedby={`${id}-${name}`}
              aria-label={title}
              className="mt-[0.3em] size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="font-medium">{title}</span>
              <span id={`${id}-${name}`} className="block text-quiet wrap-anywhere">
                {does}
              </span>
            </span>
          </label>
          {name === 'bind' && chosen === 'bind' ? <div className="px-1 pb-1">{bindField}</div> : null}
        </Fragment>
      ))}
    </fieldset>
  )
}
