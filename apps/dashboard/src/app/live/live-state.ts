import { useSyncExternalStore } from 'react'

/** Whether the page follows what happens: a person may pause it, and the stream may be down. */
export type LiveState = {
  readonly pausedAt: Date | null
  readonly isStreamOpen: boolean
}

let state: LiveState = { pausedAt: null, isStreamOpen: false }
const listeners = new Set<() => void>()

export function readLiveState(): LiveState {
  return state
}

export function changeLiveState(change: Partial<LiveState>): void {
  state = { ...state, ...change }
  for (const listener of listeners) listener()
}

export function onLiveState(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(onLiveState, readLiveState)
}
