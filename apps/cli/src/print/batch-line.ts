import type { Batch, Counts } from '../client/shapes.ts'
import { money } from './money.ts'

const bar = 24

/** One line of progress: bar, share, and only the states that hold anything. */
export function batchLine(batch: Batch): string {
  const { counts } = batch
  const share = counts.total === 0 ? 0 : ended(counts) / counts.total
  const filled = Math.round(share * bar)
  return `[${'#'.repeat(filled)}${'-'.repeat(bar - filled)}] ${Math.floor(share * 100)} %  ${stateCounts(counts)}`
}

export function stateCounts(counts: Counts): string {
  const states = [
    'archived',
    'archiving',
    'rendering',
    'submitting',
    'queued',
    'unconfirmed',
    'failed',
    'canceled',
  ] as const
  const named = states.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`)
  return `${named.join(', ') || 'nothing yet'} of ${counts.total}`
}

export function ended(counts: Counts): number {
  return counts.archived + counts.failed + counts.canceled
}

/** What the batch came to, and what a person has to do about the rest. */
export function batchSummary(batch: Batch): string {
  const lines = [
    `${batch.name} (${batch.id}): ${batch.state}, ${stateCounts(batch.counts)}`,
    `charged ${money(batch.cost.charged_ticks)}, quoted ${money(batch.cost.quoted_ticks)}` +
      (batch.cost.contingent_ticks === null
        ? ''
        : `, possibly charged ${money(batch.cost.contingent_ticks)}`),
  ]
  for (const item of batch.needs_attention) {
    lines.push(`needs a person: ${item.count} ${item.reason} (${money(item.ticks)}): ${item.action}`)
  }
  return lines.join('\n')
}
