import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

type Props = {
  readonly title: string
  readonly children: ReactNode
  readonly actions?: ReactNode
  /** Its content goes to the edges, as a table does. */
  readonly isFlush?: boolean
}

/** A part of a page with its own heading. */
export function Panel({ title, children, actions, isFlush = false }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border border-line bg-surface shadow-low">
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-1.5">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {actions}
      </header>
      <div className={classNames(!isFlush && 'px-4 py-3')}>{children}</div>
    </section>
  )
}
