import type { ReactNode } from 'react'

/** Names and values, one a line. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid gap-y-1.5">{children}</dl>
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(6.5rem,9rem)_minmax(0,1fr)] gap-x-4 max-sm:grid-cols-[6rem_minmax(0,1fr)] max-sm:gap-x-3">
      <dt className="text-quiet">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  )
}
