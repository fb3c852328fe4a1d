import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { useIsSignedOut } from '../app/session-context.ts'
import { CloseButton } from './CloseButton.tsx'
import { classNames } from './class-names.ts'

type Props = {
  readonly title: string
  /** One sentence under the title. */
  readonly description?: ReactNode
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons, the one that goes ahead last. */
  readonly actions?: ReactNode
  readonly isWide?: boolean
}

/** A question or a form over the page. Escape and a press outside close it; the focus goes back to where it was. */
export function Dialog({ title, description, isOpen, onClose, children, actions, isWide = false }: Props) {
  const opener = useRef<HTMLElement | null>(null)
  // It lies over the page, and would lie over the sign-in form and keep the keyboard; what was typed is kept above it.
  const isSignedOut = useIsSignedOut()
  return (
    <Radix.Root open={isOpen && !isSignedOut} onOpenChange={(open) => (open ? null : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-[fade_140ms_ease-out] bg-[rgb(10_14_20/50%)]" />
        <Radix.Content
          onOpenAutoFocus={() => {
            opener.current = openerOf(document.activeElement)
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            opener.current?.focus()
          }}
          {...(description === undefined && { 'aria-describedby': undefined })}
          className={classNames(
            'fixed z-50 flex max-h-[calc(100dvh-2rem)] flex-col rounded-xl border border-line bg-raised shadow-high',
            'inset-x-4 top-1/2 mx-auto -translate-y-1/2 animate-[fade_140ms_ease-out]',
            isWide ? 'max-w-4xl' : 'max-w-lg',
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 grow">
              <Radix.Title className="text-lg leading-snug font-semibold wrap-anywhere">{title}</Radix.Title>
              {description === undefined ? null : (
                <Radix.Description className="mt-1 text-quiet wrap-anywhere">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <CloseButton className="-mt-1 -mr-2" />
            </Radix.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 py-2">{children}</div>
          {actions === undefined ? (
            <div className="h-3" />
          ) : (
            <footer className="flex flex-wrap justify-end gap-2 px-5 pt-3 pb-4">{actions}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Radix gives the focus back to a trigger of its own alone. What a menu opened is its button's, the item is gone by then. */
function openerOf(focused: Element | null): HTMLElement | null {
  const buttonId = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby') ?? null
  const opener = buttonId === null ? focused : document.getElementById(buttonId)
  return opener instanceof HTMLElement ? opener : null
}
