import { isRecord } from '@reelkeep/core'
import type { BatchBrakes, StopRule } from '@reelkeep/db'
import { z } from 'zod'
import { jobsMax } from './job-limit.ts'

/** How many rows run before a person is asked. */
export const trialSchema = z.number().int().min(1).max(jobsMax).meta({
  description:
    'Run so many rows of the file, each with all its takes, then pause until a person resumes the batch',
})

const stopRuleSchema = z.strictObject({
  failed_share: z.number().gt(0).max(1),
  after: z.number().int().min(1).max(jobsMax),
})

/** When a batch pauses itself; `"never"`, or a share of what went wrong and from how many ended rows on it counts. */
export const stopWhenSchema = z.union([z.literal('never'), stopRuleSchema]).meta({
  description:
    'Pause when this share of the rows that ended failed with a charge, was moderated, or has the media of another clip of the batch, judged once so many have ended; "never" to go on whatever happens. From 50 rows on, when nothing is said: 0.3 after 10',
})

export type StopWish = z.infer<typeof stopWhenSchema>

export function stopRuleOf(wish: StopWish): StopRule | 'never' {
  return wish === 'never' ? wish : { failedShare: wish.failed_share, after: wish.after }
}

/** The texts of a query as the values they stand for; what cannot be read is left to the schemas to refuse. */
export function brakesIn(query: { readonly trial?: string; readonly stop_when?: string }): {
  readonly trial?: unknown
  readonly stop_when?: unknown
} {
  const { trial, stop_when: stopWhen } = query
  return {
    ...(trial === undefined ? {} : { trial: /^\d{1,6}$/.test(trial) ? Number(trial) : trial }),
    ...(stopWhen === undefined ? {} : { stop_when: ruleIn(stopWhen) }),
  }
}

function ruleIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : text
  } catch {
    return text
  }
}

/** From this many rows on a batch stops by itself unless a person says otherwise: nobody watches so many. */
const watchedFrom = 50
const usual: StopRule = { failedShare: 0.3, after: 10 }

/** What stops the batch from this post on. What was never said follows from its size; what was said stands. */
export function brakesAfter(
  standing: Omit<BatchBrakes, 'beginsTrial'> | null,
  wish: { readonly trial: number | null; readonly stopWhen: StopRule | 'never' | null },
  { sentRows, rows }: { readonly sentRows: readonly number[]; readonly rows: number },
): BatchBrakes {
  const trialRows = lastRowOfTrial(wish.trial, sentRows)
  const isStopChosen = wish.stopWhen !== null || (standing?.isStopChosen ?? false)
  const byDefault = rows >= watchedFrom ? usual : null
  const unsaid = standing?.stopWhen ?? (isStopChosen ? null : byDefault)
  return {
    trialRows: trialRows ?? standing?.trialRows ?? null,
    stopWhen: wish.stopWhen === 'never' ? null : (wish.stopWhen ?? unsaid),
    isStopChosen,
    beginsTrial: trialRows !== null,
  }
}

/**
 * The last row of a trial: the first `trial` rows of those that a post sends. Rows that need nothing count for nothing, or
 * a second post of a long file would try what is done. Null: there is nothing to try.
 */
function lastRowOfTrial(trial: number | null, sentRows: readonly number[]): number | null {
  if (trial === null || sentRows.length === 0) return null
  const rows = [...new Set(sentRows)].sort((a, b) => a - b)
  return rows[trial - 1] ?? Math.max(trial, rows.at(-1) ?? 0)
}
