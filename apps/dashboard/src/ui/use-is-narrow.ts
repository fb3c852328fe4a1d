import { useSyncExternalStore } from 'react'

const narrow = () => window.matchMedia('(max-width: 639px)')

/** A phone, or a window as narrow as one. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = narrow()
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => narrow().matches,
  )
}
