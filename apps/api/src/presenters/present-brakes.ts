import type { BatchRecord } from '@reelkeep/db'
import type { BatchJson } from '../schemas/batch.ts'
import { momentText } from './present-values.ts'

/** Why a batch stands still; null while it does not. */
export function presentPause({ pause }: BatchRecord): BatchJson['pause'] {
  if (pause === null) return null
  const { by = null, ...detail } = pause.detail
  return {
    reason: pause.reason,
    at: momentText(pause.at),
    by: typeof by === 'string' ? by : null,
    detail,
  }
}

/** What makes it stop by itself. */
export function presentBrakes({ trialRows, stopWhen }: Pick<BatchRecord, 'trialRows' | 'stopWhen'>) {
  return {
    trial_rows: trialRows,
    stop_when: stopWhen === null ? null : { failed_share: stopWhen.failedShare, after: stopWhen.after },
  }
}
