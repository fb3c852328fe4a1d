import type { CreatedBatch } from '../api/new-batch.ts'
import { counted, countText } from './count.ts'

export type Sent = Pick<CreatedBatch, 'created' | 'unchanged' | 'retried' | 'skipped_total'>

/** What came of the rows that were sent: "0 rows made, 6 there already". */
export function sentWords({ created, unchanged, retried, skipped_total: skipped }: Sent): string {
  return [
    `${counted(created, 'row')} made`,
    ...(unchanged > 0 ? [`${countText(unchanged)} there already`] : []),
    ...(retried > 0 ? [`${countText(retried)} tried again`] : []),
    ...(skipped > 0 ? [`${countText(skipped)} left out`] : []),
  ].join(', ')
}
