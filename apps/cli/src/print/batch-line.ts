import type { Batch, Counts } from '../client/shapes.ts'
import { asTyped } from './as-typed.ts'
import { budgetWords } from './budget-words.ts'
import { counted } from './counted.ts'
import { money, moneyParts, simulatedMark } from './money.ts'
import { progressBar } from './progress-bar.ts'

/** One line of progress: bar, share, and only the states that hold anything. */
export function batchLine(batch: Batch): string {
  const { counts } = batch
  return `${progressBar(ended(counts), counts.total)}  ${stateCounts(counts)}`
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
  const budget = budgetWords(batch)
  const lines = [
    `${asTyped(batch.name)} (${batch.id}): ${batch.state}, ${stateCounts(batch.counts)}`,
    costLine(batch),
    ...(budget === null ? [] : [`budget ${budget}`]),
    ...(isOverBudget(batch)
      ? [`charged ${money(batch.cost.charged_ticks)}, over the budget of ${money(batch.budget_ticks)}`]
      : []),
  ]
  for (const item of batch.needs_attention) {
    lines.push(
      `needs a person: ${item.count} ${item.reason} (${moneyParts(item.parts, item.ticks)}): ${item.action}`,
    )
  }
  return lines.join('\n')
}

/** The sums hold what is known; jobs that are missing in them are counted beside them. */
function costLine({ cost, simulated }: Batch): string {
  const atLeast = cost.unquoted > 0 && cost.quoted_ticks !== null ? 'at least ' : ''
  const amounts = [
    `charged ${money(cost.charged_ticks)}`,
    `quoted ${atLeast}${money(cost.quoted_ticks)}`,
    cost.contingent_ticks === null ? null : `possibly charged ${money(cost.contingent_ticks)}`,
    cost.unpriced === 0 ? null : `and ${counted(cost.unpriced, 'job')} of unknown price or charge`,
  ].filter((part) => part !== null)
  return `${amounts.join(', ')}${simulatedMark(simulated)}`
}

/** An upstream may bill more than was quoted: a budget stops the next job, not the bill for this one. */
export function isOverBudget({ cost, budget_ticks: budget }: Batch): boolean {
  return cost.charged_ticks !== null && budget !== null && BigInt(cost.charged_ticks) > BigInt(budget)
}
