import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type Props = {
  readonly label: string
  /** With its unit. */
  readonly children: ReactNode
  /** A line below: since when, out of how many, compared with what. */
  readonly note?: ReactNode
  readonly tone?: 'plain' | 'good' | 'warning' | 'bad'
}

const tones = { plain: '', good: 'text-archived', warning: 'text-unconfirmed', bad: 'text-danger' } as const

/** One figure with its name, none of it ever cut: a tile is as wide as its figure needs. Put several into `Stats`. */
export function Stat({ label, children, note, tone = 'plain' }: Props) {
  return (
    <div className="max-w-full grow basis-[9.5rem] bg-surface px-4 py-3">
      <dt className="text-quiet">{label}</dt>
      <dd className={classNames('text-xl leading-snug font-semibold', tones[tone])}>{children}</dd>
      {note === undefined ? null : <dd className="leading-snug text-quiet">{note}</dd>}
    </div>
  )
}

/** Figures side by side, as many in a row as fit. */
export function Stats({ children }: { readonly children: ReactNode }) {
  return (
    <dl className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line shadow-low">
      {children}
    </dl>
  )
}
