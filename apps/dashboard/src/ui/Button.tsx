import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'destroy' | 'quiet'

const looks: Readonly<Record<ButtonLook, string>> = {
  plain: 'border-line-strong bg-surface text-ink shadow-low hover:bg-hover',
  primary: 'border-transparent bg-accent text-on-accent shadow-low hover:bg-accent-strong',
  danger: 'border-danger/50 bg-surface text-danger shadow-low hover:bg-danger/8',
  destroy: 'border-transparent bg-danger text-surface shadow-low hover:bg-danger/85',
  quiet: 'border-transparent text-quiet hover:bg-hover hover:text-ink',
}

export function buttonClass(look: ButtonLook = 'plain', isIcon = false): string {
  return classNames(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap',
    'h-9 max-sm:h-11 transition-colors select-none no-underline',
    isIcon ? 'w-9 max-sm:w-11' : 'px-3',
    'aria-disabled:opacity-55 disabled:opacity-55',
    looks[look],
  )
}

type Props = Omit<ComponentProps<'button'>, 'disabled'> & {
  readonly look?: ButtonLook
  readonly icon?: ReactNode
  /** Why it cannot be pressed now, in words; null: it can. It stays reachable, so that the reason can be read. */
  readonly refusal?: string | null
  /** Being done: it cannot be pressed twice. */
  readonly isBusy?: boolean
}

export function Button({ look = 'plain', icon, refusal = null, isBusy = false, ...rest }: Props) {
  const isOff = refusal !== null || isBusy
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isOff) event.preventDefault()
    else rest.onClick?.(event)
  }
  const button = (
    <button
      type="button"
      {...rest}
      className={classNames(buttonClass(look), rest.className)}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      onClick={press}
    >
      {icon}
      {rest.children}
    </button>
  )
  return refusal === null ? button : <Tooltip text={refusal}>{button}</Tooltip>
}
