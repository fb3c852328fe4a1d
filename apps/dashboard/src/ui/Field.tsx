import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

export const inputClass =
  'w-full rounded-md border border-line-strong bg-surface px-3 h-9 max-sm:h-11 placeholder:text-quiet ' +
  'aria-invalid:border-danger disabled:opacity-60'

type Parts = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

type Props = {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with it and what would be right. */
  readonly error?: string | null
  readonly isOptional?: boolean
  /** The control; it takes these parts. */
  readonly children: (parts: Parts) => ReactNode
}

/** A control with its name above, a hint below, and its error where it is read out with it. */
export function Field({ label, hint, error = null, isOptional = false, children }: Props) {
  const id = useId()
  const described = [hint === undefined ? null : `${id}-hint`, error === null ? null : `${id}-error`]
  const parts: Parts = {
    id,
    'aria-describedby': described.filter((part) => part !== null).join(' ') || undefined,
    'aria-invalid': error === null ? undefined : true,
  }
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
        {isOptional ? <span className="font-normal text-quiet"> (optional)</span> : null}
      </label>
      {children(parts)}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-quiet">
          {hint}
        </p>
      )}
      {error === null ? null : (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-danger">
          <CircleAlert aria-hidden size="1em" className="mt-[0.25em] shrink-0" />
          {error}
        </p>
      )}
    </div>
  )
}
