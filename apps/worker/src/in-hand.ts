import type { JobId } from '@reelkeep/core'
import type { Lane } from '@reelkeep/queue'

type Row = { readonly id: JobId; readonly version: number }

/** The paid rows this process is working at, from a message or directly: none of them twice at once. */
export type InHand = {
  /** Null: it is in hand already. */
  take<Value>(row: Row, work: () => Promise<Value>): Promise<Value> | null
  rows(): readonly Row[]
  /** The same lane; a message for a row in hand is dropped, and rung again should the row come to nothing. */
  guard(lane: Lane): Lane
}

export function createInHand(): InHand {
  const held = new Map<JobId, Row>()

  function take<Value>(row: Row, work: () => Promise<Value>): Promise<Value> | null {
    if (held.has(row.id)) return null
    held.set(row.id, row)
    return work().finally(() => held.delete(row.id))
  }

  return {
    take,
    rows: () => [...held.values()],
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
