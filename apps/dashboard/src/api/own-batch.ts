import type { BulkWay, BulkWish } from './bulk.ts'
import { changeBatch, retryBatch, showBatch, within } from './client.ts'
import type { BulkPreview, RetryReason } from './gen/types.gen.ts'

export const moreThanThis =
  'Your key can only retry all that failed in this batch, and some of it failed otherwise: More › Retry what failed does that.'

/** A batch of fifty thousand rows is done within one answer. */
const longMs = 120_000

/**
 * The same for one batch, by the batch's own calls: a key that may send it may do so. No operation tells of it. With
 * `onlyReason`, a retry that would send again what failed otherwise is not offered: the call cannot leave it out.
 */
export function ownBatchWay(batchId: string, onlyReason: string | null = null): BulkWay {
  const path = { id: batchId }
  return {
    preview: async (wish) => {
      if (wish.action === 'prioritize') {
        const { counts } = await showBatch({ path })
        return previewOf('prioritize', { jobs: counts.queued })
      }
      const { retry } = await retryBatch({
        path,
        body: { ...asRetry(wish), dry_run: true },
        fetch: within(longMs),
      })
      if (onlyReason === null) return previewOf('retry', retry)
      if (retry.reasons.some(({ reason }) => reason !== onlyReason)) throw new Error(moreThanThis)
      // Left out are jobs that failed otherwise: they were not meant.
      return previewOf('retry', { ...retry, left_out: [] })
    },
    order: async (wish, { accepted, cost, token }, once) => {
      const headers = once.headers(`${wish.priority} ${token}`)
      if (wish.action === 'prioritize') {
        await changeBatch({ path, body: { priority: wish.priority ?? 5 } })
      } else {
        const expect = { jobs: accepted, quoted_ticks: cost.low_ticks }
        await retryBatch({ path, body: { ...asRetry(wish), expect }, headers, fetch: within(longMs) })
      }
      return null
    },
  }
}

function asRetry({ include_moderated: withModerated = false }: BulkWish) {
  return { include_moderated: withModerated }
}

type Quoted = {
  readonly jobs: number
  readonly quoted_ticks?: string
  readonly unknown?: BulkPreview['cost']['unknown']
  readonly reasons?: RetryReason[]
  readonly left_out?: readonly { readonly reason: string; readonly message: string; readonly jobs: number }[]
}

function previewOf(
  action: BulkPreview['action'],
  { jobs, quoted_ticks: low = '0', unknown = [], reasons = [], left_out: leftOut = [] }: Quoted,
): BulkPreview {
  const bound = unknown.length === 0 ? low : null
  return {
    object: 'bulk_preview',
    action,
    matched: leftOut.reduce((sum, group) => sum + group.jobs, jobs),
    accepted: jobs,
    refused: leftOut.map(({ reason, message, jobs: count }) => ({ code: reason, message, count })),
    skipped: [],
    waiting: 0,
    reasons,
    cost: {
      rows: jobs,
      low_ticks: low,
      expected_ticks: bound,
      high_ticks: bound,
      unknown,
      parts: partsOf(reasons),
    },
    token: `${action} ${jobs} ${low}`,
  }
}

function partsOf(reasons: readonly RetryReason[]): BulkPreview['cost']['parts'] {
  return [false, true].flatMap((simulated) => {
    const own = reasons.filter((reason) => reason.simulated === simulated)
    const rows = own.reduce((sum, { jobs }) => sum + jobs, 0)
    const low = String(own.reduce((sum, { quoted_ticks: ticks }) => sum + BigInt(ticks ?? '0'), 0n))
    const bound = own.every(({ unpriced }) => unpriced === 0) ? low : null
    return rows === 0 ? [] : [{ simulated, rows, low_ticks: low, expected_ticks: bound, high_ticks: bound }]
  })
}
