/** How fast a batch ends jobs, from what was seen while watching it. */
export type Pace = {
  /** `ended` jobs at `atMs` of any clock that only goes forward. */
  readonly see: (ended: number, atMs: number) => void
  /** Jobs a minute over the last minute or so; null until enough was seen. */
  readonly perMinute: () => number | null
}

const windowMs = 60_000
const leastMs = 5_000

export function openPace(): Pace {
  let seen: { readonly ended: number; readonly atMs: number }[] = []
  return {
    see: (ended, atMs) => {
      seen = [...seen.filter((one) => atMs - one.atMs <= windowMs), { ended, atMs }]
    },
    perMinute: () => {
      const [first, last] = [seen[0], seen.at(-1)]
      if (first === undefined || last === undefined || last.atMs - first.atMs < leastMs) return null
      return Math.max(0, ((last.ended - first.ended) * 60_000) / (last.atMs - first.atMs))
    },
  }
}
