import { useCallback } from 'react'

/**
 * Gives a video its source for as long as it is shown. One that leaves the page keeps its decoder and its bytes until
 * somebody collects it, unless it is told.
 */
export function useHeldVideo(source: string) {
  return useCallback(
    (video: HTMLVideoElement | null) => {
      if (video === null) return
      video.src = source
      return () => {
        video.removeAttribute('src')
        video.load()
      }
    },
    [source],
  )
}
