import { useSyncExternalStore } from 'react'

let words = ''
const listeners = new Set<() => void>()

/** Says something to those who cannot see that it changed. Said once; not for what moves all the time. */
export function announce(text: string): void {
  // The same words again would be no change, and would not be read.
  words = text === words ? `${text}\u00A0` : text
  for (const listener of listeners) listener()
}

export function useAnnounced(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => words,
  )
}
