import type { JobId } from '@reelkeep/core'
import type { Lane } from '@reelkeep/queue'

type Row = { readonly id: JobId; readonly version: number }

/** The paid rows this process is working at, from a message or directly: no version of one twice at once. */
export type InHand = {
  /** Null: it is in hand already, as it is or as it became. */
  take<Value>(row: Row, work: () => Promise<Value>): Promise<Value> | null
  rows(): readonly Row[]
  /** The same lane; a message for a row in hand is dropped, and rung again should the row come to nothing. */
  guard(lane: Lane): Lane
}

export function createInHand(): InHand {
  const held = new Map<JobId, Row[]>()

  function take<Value>(row: Row, work: () => Promise<Value>): Promise<Value> | null {
    const others = held.get(row.id) ?? []
    // A newer version is the next step: its message may come before the step that rang for it has tidied up.
    if (others.some(({ version }) => version >= row.version)) return null
    held.set(row.id, [...others, row])
    return work().finally(() => letGo(row))
  }

  function letGo(row: Row): void {
    const left = (held.get(row.id) ?? []).filter((other) => other !== row)
    if (left.length === 0) held.delete(row.id)
    else held.set(row.id, left)
  }

  return {
    take,
    rows: () => [...held.values()].flat(),
    guard: (lane) =>
      // A submission is guarded by its own rows, and its message must be answered by its own step.
      lane.step === 'submit'
        ? lane
        : {
            ...lane,
            run: (message, signal, isRedelivered) =>
              take(message, () => lane.run(message, signal, isRedelivered)) ?? Promise.resolve('done'),
          },
  }
}
