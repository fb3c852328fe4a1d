/** Tells a sender that drips from one that is only slow. */
export type PaceWatch = {
  /** From now on the sender is waited for; a new window begins. */
  start(): void
  count(bytes: number): void
  /** It is we who make the sender wait. */
  hold(): void
  stop(): void
}

/** The least that has to come, measured over whole windows. */
export type PaceLimits = { readonly minBytesPerSecond: number; readonly paceWindowMs: number }

/** Calls `onTooSlow` at the end of the first window in which less than the least came. */
export function watchPace(limits: PaceLimits, onTooSlow: () => void): PaceWatch {
  const wantedBytes = (limits.minBytesPerSecond * limits.paceWindowMs) / 1000
  let timer: NodeJS.Timeout | null = null
  let bytes = 0
  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }
  return {
    start: () => {
      stop()
      bytes = 0
      timer = setInterval(() => {
        if (bytes < wantedBytes) onTooSlow()
        bytes = 0
      }, limits.paceWindowMs)
    },
    count: (more) => {
      bytes += more
    },
    hold: stop,
    stop,
  }
}
