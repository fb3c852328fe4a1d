import type { BulkAction } from '../api/bulk.ts'
import type { BulkPreview } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { money } from '../format/money.ts'

type Words = { readonly verb: string; readonly says: string; readonly isDanger: boolean }

export const bulkWords: Readonly<Record<BulkAction, Words>> = {
  retry: {
    verb: 'Retry',
    says: 'Failed jobs go back in line and are sent as new submissions, which is paid for again.',
    isDanger: false,
  },
  cancel: {
    verb: 'Cancel',
    says: 'Jobs that were not sent end here. What was sent already is fetched and kept.',
    isDanger: true,
  },
  rearchive: {
    verb: 'Re-archive',
    says: 'The upstream is asked again for clips that are paid for and were lost. Nothing is sent, nothing is paid.',
    isDanger: false,
  },
  prioritize: {
    verb: 'Prioritize',
    says: 'Jobs in line go earlier or later: 9 goes first, 5 is usual. Nothing else about them changes.',
    isDanger: false,
  },
}

/** What the matching jobs may have cost already, so that nobody pays again without knowing it. */
export function paidWords({ reasons }: BulkPreview): string[] {
  return reasons.map((reason) => {
    const paid = [
      reason.charged_ticks === null ? null : `${money(reason.charged_ticks)} charged`,
      reason.contingent_ticks === null ? null : `${money(reason.contingent_ticks)} possibly charged`,
      reason.unknown_costs === 0 ? null : `${counted(reason.unknown_costs, 'job')} of unknown cost`,
    ].filter((part) => part !== null)
    const name = reason.reason.replaceAll('_', ' ')
    return `${counted(reason.jobs, 'job')}, ${name}: ${paid.length === 0 ? 'nothing charged so far' : paid.join(', ')}`
  })
}
