import type { BatchPreview } from '../client/shapes.ts'
import { asTyped } from './as-typed.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'

/** What other batches of the same file hold of this one, and what buying it again costs, a line each. */
export function earlierBatchWords(earlier: BatchPreview['also_in'], name: string): string[] {
  return earlier.map((batch) => {
    const unpriced =
      batch.unpriced_rows === 0 ? '' : `, and ${counted(batch.unpriced_rows, 'clip')} of unknown price`
    const cost = batch.unpriced_rows === batch.rows ? 'unknown' : `${money(batch.ticks)}${unpriced}`
    return asTyped(
      `"${batch.name}" holds ${counted(batch.rows, 'clip')} of these already, archived or under way; "${name}" would pay for them again: ${cost}. To continue it: --name "${batch.name}"`,
    )
  })
}
