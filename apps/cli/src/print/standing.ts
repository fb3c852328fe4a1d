import type { Batch, Job } from '../client/shapes.ts'
import { asTyped } from './as-typed.ts'
import { stateCounts } from './batch-line.ts'

/** What a job or a batch is now, in a line. */
export function standing(now: Batch | Job): string {
  if (now.object === 'batch') {
    return `${asTyped(now.name)} (${now.id}) is ${now.state}: ${stateCounts(now.counts)}`
  }
  const why = now.reason ?? now.waiting_for
  return `${now.id} is ${now.state}${why === null ? '' : ` (${why})`}`
}

/** What goes on although it was paused or canceled, because it was sent; empty when nothing does. */
export function underWayWords(now: Batch | Job): string {
  const count = underWay(now)
  if (count === 0) return ''
  if (now.object === 'job') return 'It was sent already, so it is fetched and paid for. '
  return `${count} ${count === 1 ? 'was' : 'were'} sent already and ${count === 1 ? 'is' : 'are'} fetched and paid for. `
}

function underWay(now: Batch | Job): number {
  if (now.object === 'job') return ['submitting', 'rendering', 'archiving'].includes(now.state) ? 1 : 0
  const { submitting, rendering, archiving } = now.counts
  return submitting + rendering + archiving
}
