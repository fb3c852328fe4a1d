import type { ReactNode } from 'react'

/** Nothing to show, why, and what would change that. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-1 rounded-lg border border-dashed border-line-strong px-6 py-12 text-center">
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <div className="max-w-prose text-quiet">{children}</div>}
    </div>
  )
}
