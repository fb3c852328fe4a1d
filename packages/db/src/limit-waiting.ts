import type { Sql } from './open-database.ts'

/** The statement was never sent: all connections stayed busy for as long as its caller could wait. */
class NoConnectionFree extends Error {
  readonly code = 'NO_CONNECTION_FREE'
  constructor(waitMs: number) {
    super(`no connection to the database became free within ${waitMs} ms`)
    this.name = 'NoConnectionFree'
  }
}

/**
 * The same `sql`, whose statements line up here for a connection instead of in the driver. There they could be given up
 * only by a message to the server, and behind a held lock the line would grow for as long as callers come.
 */
export function limitWaiting(
  sql: Sql,
  { connections, waitMs }: { connections: number; waitMs: number },
): Sql {
  const line = createLine(connections, waitMs)
  return new Proxy(sql, {
    apply: (target, self, args) => {
      const made: unknown = Reflect.apply(target, self, args)
      return made instanceof Promise ? withPlace(made, line) : made
    },
    get: (target, name, receiver) => {
      if (name !== 'unsafe') return Reflect.get(target, name, receiver)
      return (...args: Parameters<Sql['unsafe']>) => withPlace(target.unsafe(...args), line)
    },
  })
}

/** The driver sends a statement when it is first awaited, by its method `handle`; as a part of another one, never. */
function withPlace<Query extends Promise<unknown>>(query: Query, line: Line): Query {
  const send: unknown = Reflect.get(query, 'handle')
  const refuse: unknown = Reflect.get(query, 'reject')
  if (typeof send !== 'function' || typeof refuse !== 'function') throw new Error('the driver has changed')
  let isAwaited = false
  const handle = () => {
    if (isAwaited) return
    isAwaited = true
    line.enter({
      go: () => {
        Reflect.apply(send, query, [])
        query.then(line.leave, line.leave)
      },
      refuse: (error) => Reflect.apply(refuse, query, [error]),
    })
  }
  if (!Reflect.defineProperty(query, 'handle', { value: handle })) throw new Error('the driver has changed')
  return query
}

type Waiting = { readonly go: () => void; readonly refuse: (error: Error) => void }

type Line = { enter(waiting: Waiting): void; leave(): void }

function createLine(places: number, waitMs: number): Line {
  const waiting = new Map<Waiting, NodeJS.Timeout | null>()
  let taken = 0
  return {
    enter: (entry) => {
      if (taken < places) {
        taken += 1
        entry.go()
        return
      }
      const giveUp = () => {
        waiting.delete(entry)
        entry.refuse(new NoConnectionFree(waitMs))
      }
      waiting.set(entry, waitMs > 0 ? setTimeout(giveUp, waitMs) : null)
    },
    leave: () => {
      const [first] = waiting
      if (first === undefined) {
        taken -= 1
        return
      }
      const [entry, timer] = first
      waiting.delete(entry)
      if (timer) clearTimeout(timer)
      entry.go()
    },
  }
}
