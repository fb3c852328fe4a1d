import { X } from 'lucide-react'
import type { ComponentProps } from 'react'
import { buttonClass } from './Button.tsx'
import { classNames } from './class-names.ts'

/** Has the first focus of a dialog; a tooltip that opened with it would take the Escape that is meant for the dialog. */
export function CloseButton({ className, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      aria-label="Close"
      {...rest}
      className={classNames(buttonClass('quiet', true), className)}
    >
      <X aria-hidden size="1.2em" />
    </button>
  )
}
