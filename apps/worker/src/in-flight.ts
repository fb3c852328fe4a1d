/** Counts what is under way, and knows which jobs, so that a shutdown can wait for exactly that. */
export type InFlight = {
  track<Value>(kind: string, id: string, work: () => Promise<Value>): Promise<Value>
  /** Resolves when nothing of these kinds is under way. */
  idle(...kinds: readonly string[]): Promise<void>
  count(kind: string): number
  /** Which jobs, the longest under way first. */
  ids(kind: string): readonly string[]
}

export function createInFlight(): InFlight {
  const running = new Map<string, Map<Promise<unknown>, string>>()

  function heldOf(kind: string): Map<Promise<unknown>, string> {
    const known = running.get(kind)
    if (known) return known
    const made = new Map<Promise<unknown>, string>()
    running.set(kind, made)
    return made
  }

  return {
    track: async (kind, id, work) => {
      const held = heldOf(kind)
      const promise = work()
      held.set(promise, id)
      try {
        return await promise
      } finally {
        held.delete(promise)
      }
    },
    idle: async (...kinds) => {
      for (;;) {
        const open = kinds.flatMap((kind) => [...heldOf(kind).keys()])
        if (open.length === 0) return
        await Promise.allSettled(open)
      }
    },
    count: (kind) => heldOf(kind).size,
    ids: (kind) => [...heldOf(kind).values()],
  }
}
