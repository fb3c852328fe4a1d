import { useCallback, useSyncExternalStore } from 'react'

/** Where the reader is: everything the page shows is in its address, so a link and Back both work. */
export type Place = {
  readonly batch: string | null
  readonly state: string | null
  readonly q: string | null
  readonly job: string | null
}

export type Go = (change: Partial<Place>, how?: 'push' | 'replace') => void

export function usePlace(): readonly [Place, Go] {
  const search = useSyncExternalStore(subscribe, () => window.location.search)
  const parameters = new URLSearchParams(search)
  const place: Place = {
    batch: parameters.get('batch'),
    state: parameters.get('state'),
    q: parameters.get('q'),
    job: parameters.get('job'),
  }
  const go = useCallback<Go>((change, how = 'push') => {
    const next = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === '') next.delete(name)
      else next.set(name, value)
    }
    const address = next.size === 0 ? window.location.pathname : `?${next}`
    if (how === 'push') window.history.pushState(null, '', address)
    else window.history.replaceState(null, '', address)
    window.dispatchEvent(new PopStateEvent('popstate'))
  }, [])
  return [place, go]
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed)
  return () => window.removeEventListener('popstate', changed)
}
