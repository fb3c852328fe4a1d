import { createHmac } from 'node:crypto'
import type { BulkAction } from '@reelkeep/core'
import type { BulkPreview } from './preview-bulk.ts'

export type PreviewedBulk = {
  readonly ownerId: string
  readonly action: BulkAction
  readonly priority: number | null
  readonly filter: object
  readonly includesModerated: boolean
  readonly preview: BulkPreview
}

/** A token that only the same action on the same jobs in the same states at the same prices gives again. */
export function bulkToken(
  secret: string,
  { ownerId, action, priority, filter, includesModerated, preview }: PreviewedBulk,
): string {
  const { hash, matched, accepted, quote } = preview
  const prices = [String(quote.lowTicks), String(quote.highTicks)]
  const entries = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([
    ownerId,
    action,
    priority,
    entries,
    includesModerated,
    hash,
    matched,
    accepted,
    ...prices,
  ])
  const key = createHmac('sha256', secret).update('bulk-preview').digest()
  return `bulk_${createHmac('sha256', key).update(text).digest('base64url')}`
}
