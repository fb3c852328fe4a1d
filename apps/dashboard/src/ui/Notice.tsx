import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

const kinds = {
  info: { icon: Info, look: 'border-line bg-surface', mark: 'text-accent' },
  good: { icon: CircleCheck, look: 'border-archived/40 bg-good-soft', mark: 'text-archived' },
  warning: { icon: TriangleAlert, look: 'border-unconfirmed/45 bg-warning-soft', mark: 'text-unconfirmed' },
  error: { icon: CircleAlert, look: 'border-danger/45 bg-danger-soft', mark: 'text-danger' },
} as const

type Props = {
  readonly kind: keyof typeof kinds
  readonly children: ReactNode
  /** Buttons or links on its right. */
  readonly actions?: ReactNode
  /** It stands on the page as everything else, and is no news that would be read out. */
  readonly isStanding?: boolean
}

/** Something to know, in a sentence; an error is read out at once. */
export function Notice({ kind, children, actions, isStanding = false }: Props) {
  const { icon: Icon, look, mark } = kinds[kind]
  return (
    <div
      role={isStanding ? undefined : kind === 'error' ? 'alert' : 'status'}
      className={classNames(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3.5 py-2.5',
        look,
      )}
    >
      <Icon aria-hidden size="1.2em" className={classNames('mt-[0.15em] shrink-0', mark)} />
      <div className="min-w-0 grow basis-48 wrap-anywhere">{children}</div>
      {actions === undefined ? null : <div className="flex shrink-0 flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
