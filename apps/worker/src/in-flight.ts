/** Counts what is under way, so that a shutdown can wait for exactly that. */
export type InFlight = {
  track<Value>(kind: string, work: () => Promise<Value>): Promise<Value>
  /** Resolves when nothing of these kinds is under way. */
  idle(...kinds: readonly string[]): Promise<void>
  count(kind: string): number
}

export function createInFlight(): InFlight {
  const running = new Map<string, Set<Promise<unknown>>>()

  function setOf(kind: string): Set<Promise<unknown>> {
    const known = running.get(kind)
    if (known) return known
    const made = new Set<Promise<unknown>>()
    running.set(kind, made)
    return made
  }

  return {
    track: async (kind, work) => {
      const set = setOf(kind)
      const promise = work()
      set.add(promise)
      try {
        return await promise
      } finally {
        set.delete(promise)
      }
    },
    idle: async (...kinds) => {
      for (;;) {
        const open = kinds.flatMap((kind) => [...setOf(kind)])
        if (open.length === 0) return
        await Promise.allSettled(open)
      }
    },
    count: (kind) => setOf(kind).size,
  }
}
