import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './Button.tsx'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

type Props = Omit<ComponentProps<'button'>, 'disabled' | 'children'> & {
  readonly icon: ReactNode
  /** Its name, and what is said on hover. */
  readonly label: string
  readonly look?: ButtonLook
  readonly refusal?: string | null
}

export function IconButton({ icon, label, look = 'quiet', refusal = null, ...rest }: Props) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (refusal === null) rest.onClick?.(event)
    else event.preventDefault()
  }
  return (
    <Tooltip text={refusal === null ? label : `${label}: ${refusal}`}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={refusal !== null || undefined}
        className={classNames(buttonClass(look, true), rest.className)}
        onClick={press}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
