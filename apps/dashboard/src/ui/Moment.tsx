import { useSyncExternalStore } from 'react'
import { exactText, momentText } from '../format/moment.ts'

const tickMs = 1_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

/** A time as distance from now, which keeps moving; the exact one on hover. Null is unknown, or not yet. */
export function Moment({ at, otherwise = '–' }: { readonly at: string | null; readonly otherwise?: string }) {
  // A moment is drawn anew only when its words change, however many there are on the page.
  const text = useSyncExternalStore(listen, () =>
    at === null ? otherwise : momentText(new Date(at), new Date()),
  )
  if (at === null) return <span className="text-quiet">{otherwise}</span>
  return (
    <time dateTime={at} title={exactText(new Date(at))} className="whitespace-nowrap">
      {text}
    </time>
  )
}

/** One clock for all. */
function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}
