import type { BulkAction } from '../api/bulk.ts'

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
