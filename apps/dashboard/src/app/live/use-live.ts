import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { topics } from '../../api/live.ts'
import { changeLiveState, onLiveState, readLiveState } from './live-state.ts'
import { createRefresher, followClock, type Refresher } from './refresher.ts'

/** Without the stream, everything is asked for this often. */
const pollEveryMs = 2_000
/** With it, now and then all the same: an event can be lost with its connection. */
const makeSureEveryMs = 30_000

/**
 * Listens for what happens, as long as somebody is signed in, looks at the page, and did not pause it. A tab in the
 * background gives up its connection, since a browser has six of them for all our tabs together.
 */
export function useLive(keyId: string | null): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (keyId === null) return
    let stop: (() => void) | null = null
    const settle = () => {
      const isWanted = readLiveState().pausedAt === null && !document.hidden
      if (isWanted && stop === null) stop = start(queries)
      if (isWanted || stop === null) return
      // Forgotten first: the end itself changes the state, which comes back here.
      const end = stop
      stop = null
      end()
    }
    settle()
    const leave = onLiveState(settle)
    document.addEventListener('visibilitychange', settle)
    return () => {
      leave()
      document.removeEventListener('visibilitychange', settle)
      stop?.()
    }
  }, [queries, keyId])
}

function start(queries: ReturnType<typeof useQueryClient>): () => void {
  const refresher = createRefresher(queries)
  let stream = listen(refresher)
  let quietMs = 0
  const poll = setInterval(() => {
    // A browser tries again by itself after silence, but not after a refusal, such as a proxy's 502.
    if (stream.readyState === EventSource.CLOSED) stream = listen(refresher)
    quietMs = readLiveState().isStreamOpen ? quietMs + pollEveryMs : makeSureEveryMs
    if (quietMs < makeSureEveryMs) return
    quietMs = 0
    refresher.all()
  }, pollEveryMs)
  const leaveClock = followClock(queries)
  // After a pause or a while in the background, what is shown is old.
  refresher.all()
  return () => {
    stream.close()
    clearInterval(poll)
    leaveClock()
    refresher.rest()
    changeLiveState({ isStreamOpen: false })
  }
}

function listen(refresher: Refresher): EventSource {
  const stream = new EventSource('/v1/stream')
  stream.onopen = () => changeLiveState({ isStreamOpen: true })
  stream.onerror = () => changeLiveState({ isStreamOpen: false })
  for (const topic of topics) stream.addEventListener(topic, () => refresher.moved([topic]))
  return stream
}
