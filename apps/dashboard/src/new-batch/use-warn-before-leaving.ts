import { useEffect } from 'react'

/** Going to another page of ours loses nothing; closing the tab does, and the browser then asks. */
export function useWarnBeforeLeaving(isUnsent: boolean): void {
  useEffect(() => {
    if (!isUnsent) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isUnsent])
}
