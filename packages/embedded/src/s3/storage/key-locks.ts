// One writer at a time per name; different names never wait for each other.

export interface KeyLocks {
  hold<T>(name: string, work: () => Promise<T>): Promise<T>
}

export function createKeyLocks(): KeyLocks {
  const last = new Map<string, Promise<unknown>>()
  return {
    hold: async (name, work) => {
      const before = last.get(name)
      const mine = before === undefined ? work() : before.then(work)
      // The next in line starts when this one ended, however it ended.
      const ended = mine.then(ignore, ignore)
      last.set(name, ended)
      try {
        return await mine
      } finally {
        if (last.get(name) === ended) last.delete(name)
      }
    },
  }
}

function ignore(): void {}
