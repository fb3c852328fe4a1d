import { priceOf } from '../vendor/gateway/prices.ts'
import type { Ending, Task } from './task.ts'

/** Tasks were once of one vendor and had one way to end: such lines still stand in people's data directories. */
type OldTask = Omit<Task, 'ending'> & { readonly ending?: Ending; readonly outcome?: Ending['outcome'] }

/** Reads a line of `tasks.ndjson`. */
export function readTask(line: string): Task {
  // The only writer of that file is the journal, so its lines are of one of these types.
  const read = JSON.parse(line) as OldTask
  if (read.ending !== undefined) return { ...read, ending: read.ending }
  const { unit } = priceOf(read.model)
  return {
    ...read,
    mount: 'default',
    keyHash: '',
    operation: 'generate',
    isUploaded: false,
    ending: { outcome: read.outcome ?? 'completed', said: 'http-400', isCostSaid: false },
    replies: 'wrapped',
    unit,
    quantity: unit === 'second' ? read.durationS : 1,
    reportedTicks: null,
  }
}
