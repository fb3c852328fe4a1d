import type { ReactNode } from 'react'

/** An empty, loading, failed or stale state, said in words. */
export function Notice({
  kind,
  children,
}: {
  readonly kind: 'info' | 'error'
  readonly children: ReactNode
}) {
  return (
    <p className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </p>
  )
}
