import type { BulkPreview, Operation } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { moneyOf } from './money.ts'
import { plainText } from './plain-text.ts'
import { reasonLines } from './retry-words.ts'

const verbs = {
  retry: 'Send again',
  cancel: 'Cancel',
  rearchive: 'Ask the upstream again for',
  prioritize: 'Move in their line',
} as const

/** "212 jobs match; 200 of them can be done", why the others cannot, and what a retry may have cost already. */
export function previewLines(preview: BulkPreview): string[] {
  const { matched, accepted, refused, skipped, waiting, reasons, action, cost } = preview
  return [
    `${counted(matched, 'job')} match; ${accepted} of them can be done.`,
    ...[...refused, ...skipped].map(
      ({ code, count, message }) => `  ${count} not: ${plainText(message)}${wayOut(code)}`,
    ),
    ...reasonLines(reasons),
    ...(waiting === 0
      ? []
      : [`  ${waiting} of them would wait: the day cap of their key has no room now (waits for: budget)`]),
    ...(action === 'retry' ? [`  cost: ${costWords(cost)}`] : ['  cost: nothing']),
    ...cost.unknown.map(
      ({ rows, model, upstream }) =>
        `  ${counted(rows, 'job')} of ${model} at ${upstream}: no price, so in no sum`,
    ),
  ]
}

function wayOut(code: string): string {
  switch (code) {
    case 'moderated':
      return ' (--include-moderated or --reason moderated sends them as well)'
    case 'over_budget':
      return ' (over_budget: reelkeep budget BATCH USD, or a higher cap of the key)'
    default:
      return ''
  }
}

/** The question before it, with the price. */
export function bulkQuestion({ action, accepted, cost }: BulkPreview): string {
  const price =
    action === 'retry' ? ` It costs ${costWords(cost)}, beside what the failures cost as shown.` : ''
  return `${verbs[action]} ${counted(accepted, 'job')}?${price}`
}

function costWords({ rows, parts }: BulkPreview['cost']): string {
  return rows === 0 ? 'nothing' : parts.map(partWords).join(' and ')
}

function partWords({
  simulated,
  low_ticks: low,
  expected_ticks: expected,
  high_ticks: high,
}: BulkPreview['cost']['parts'][number]): string {
  if (expected !== null) return `${moneyOf(expected, simulated)} as quoted`
  const known = BigInt(low) === 0n ? 'an unknown price' : `at least ${moneyOf(low, simulated)}`
  return high === null ? known : `${known}, at most ${moneyOf(high, simulated)}`
}

const shown = 10

export function bulkSummary(operation: Operation): string[] {
  const { id, action, state, matched, done, refused, skipped, problems, problem_total: failures } = operation
  if (state === 'running') {
    return [`${action} of ${counted(matched, 'job')} is under way. Follow it with: GET /v1/operations/${id}`]
  }
  const parts = [`${done} done`, `${refused} refused`, `${skipped} skipped`, counted(failures, 'problem')]
  return [
    `${action} ${state}: ${parts.join(', ')} of ${counted(matched, 'job')}.`,
    ...problems.slice(0, shown).map(({ where, message }) => `  ${where}: ${plainText(message)}`),
    ...(problems.length > shown ? [`  … and more: GET /v1/operations/${id}/results`] : []),
  ]
}
