import { type FailureReason, failureReasons, failureRules } from '../job/failure.ts'
import { isReused, type Job } from '../job/job.ts'
import { canReopen } from '../job/reopen-job.ts'
import { type SaidBy, saidBy } from '../job/said-by.ts'
import { correctionWords } from './correction-words.ts'
import type { ExplainFacts, StateWords } from './explanation.ts'
import { countWords, shellWord } from './words.ts'

const nothingNext = { at: null, by: 'nobody' } as const

/** Ours: where it lies, when it was last checked, and what to do where it is damaged. */
export function explainArchived({ job, clipCheck, batch }: ExplainFacts): StateWords {
  const { clip } = job
  const where =
    clip === null
      ? 'a verified copy is in the bucket'
      : `a verified copy is in the bucket as ${clip.key}, ${clip.bytes} bytes, sha256 ${clip.sha256}`
  const from = isReused(job) ? ` It was copied from ${job.reusedFrom}, which asked for the very same.` : ''
  const rule = {
    says: 'Archived is final: the copy was hashed, checked as an MP4 and looked up after it was written. A sample is read again each hour.',
    place: 'docs/decisions/0018-the-bucket-describes-itself.md; archive.scrub',
  }
  const notes = mismatchNotes(job)
  if (clipCheck !== null && clipCheck.damage !== null) {
    return {
      state: `It was kept, and the stored clip is damaged (${clipCheck.damage.replaceAll('_', ' ')}), as seen ${clipCheck.checkedAt.toISOString()}: ${where}.${from}`,
      next: {
        says: 'The upstream may still have it: asking again is free. Or put the file back from a copy of your own.',
        at: null,
        by: 'person',
        commands: [`reelkeep bulk rearchive --id ${job.id}`, `reelkeep scrub --job ${job.id}`],
      },
      rule: { ...rule, place: 'docs/runbook.md, "A damaged clip"' },
      notes,
    }
  }
  const checked =
    clipCheck === null
      ? 'not read again since'
      : `read again and found whole ${clipCheck.checkedAt.toISOString()}`
  return {
    state: `It is done: ${where}; ${checked}.${from}`,
    next: {
      ...nothingNext,
      says: 'Nothing: it is final.',
      commands: [
        batch === null ? `reelkeep show ${job.id}` : `reelkeep pull ${shellWord(batch.name)} --out DIR`,
      ],
    },
    rule,
    notes,
  }
}

function mismatchNotes({ mismatch }: Job): string[] {
  return mismatch.map(
    ({ field, asked, got }) =>
      `It differs from what was asked: ${field} is ${got}, not ${asked}. It is kept all the same.`,
  )
}

const faults = {
  caller: 'the request’s',
  upstream: 'the upstream’s',
  ours: 'ours',
  person: 'a person’s decision',
} as const

/** Failed: whose fault, what it was charged, and which command can help. */
export function explainFailed({ job, replacedBy }: ExplainFacts): StateWords {
  const reason = reasonOf(job)
  const rule = failureRules[reason]
  const charged = job.failure?.charged ?? rule.charged
  const isRetryable = job.failure?.retryable ?? rule.retryable
  const correction = correctionWords(job)
  const chargedWords = {
    yes: 'it was charged',
    no: 'it was not charged',
    unknown: 'whether it was charged is not known',
  }[charged]
  const step = job.failure === null ? '' : ` in the ${job.failure.step} step`
  return {
    state: `It failed${step} as ${reason}: ${rule.message}${saidWords(job)} The fault is ${faults[rule.fault]}, and ${chargedWords}.`,
    next: {
      says: `${correction?.says ?? rule.remedy}${replacedBy === null ? '' : ` A newer job stands for its row: ${replacedBy}.`}`,
      at: null,
      by: 'person',
      commands: [...(correction?.commands ?? []), ...commandsFor(job, isRetryable, replacedBy !== null)],
    },
    rule: {
      says: isRetryable
        ? `A new submission may end differently. By itself it is sent again only where the failure is known to be free${job.retries > 0 ? `; that was done ${countWords(job.retries, 'time')}` : ''}.`
        : 'The same request would end the same way, so it is not sent again by itself.',
      place: `packages/core/src/job/failure.ts, ${reason}; upstreams.${job.upstream}.retries`,
    },
  }
}

const introductions: Readonly<Record<SaidBy, string>> = {
  upstream: 'The upstream said',
  person: 'Who resolved it said',
  policy: 'The policy of its upstream said',
  reelkeep: 'Seen here',
}

function saidWords({ failure }: Job): string {
  const by = failure === null ? null : saidBy(failure)
  return by === null ? '' : ` ${introductions[by]}: "${failure?.upstreamStatus}"`
}

function reasonOf({ failure, reason }: Job): FailureReason {
  return failure?.reason ?? failureReasons.find((known) => known === reason) ?? 'upstream_failed'
}

function commandsFor(job: Job, isRetryable: boolean, isReplaced: boolean): string[] {
  const hasTask = job.submission !== null && job.submission.taskId !== null
  const facts = {
    state: job.state,
    reason: job.failure?.reason ?? null,
    charged: job.failure?.charged ?? null,
    hasTask,
  }
  return [
    ...(canReopen(facts) ? [`reelkeep rearchive ${job.id}`] : []),
    ...(isReplaced || job.adopted || !isRetryable ? [] : [`reelkeep retry ${job.id}`]),
    `reelkeep show ${job.id}`,
  ]
}

/** Nothing was ever sent: by whom, or for which newer row. */
export function explainCanceled({ job, replacedBy, events, batch }: ExplainFacts): StateWords {
  if (job.reason === 'superseded') {
    return {
      state: `Its row was changed before it was sent${replacedBy === null ? '' : `, and ${replacedBy} stands for it now`}.`,
      next: {
        ...nothingNext,
        says: 'Nothing: it is final, and nothing was sent for it.',
        commands: [replacedBy === null ? `reelkeep show ${job.id}` : `reelkeep explain ${replacedBy}`],
      },
      rule: {
        says: 'A changed row of the same file replaces its old job where that was never sent, and else runs beside it.',
        place: 'docs/batches.md, sending the same file again',
      },
    }
  }
  const by = events.findLast(({ kind }) => kind === 'job-canceled')?.detail.by
  return {
    state: `It was canceled before anything was sent${typeof by === 'string' ? ` (by ${by})` : ''}.`,
    next: {
      ...nothingNext,
      says: 'Nothing: it is final. To have the clip after all, send its row again under another batch name.',
      commands: batch === null ? [] : [`reelkeep redo ${shellWord(batch.name)} --state canceled`],
    },
    rule: {
      says: 'Cancel touches only what was not sent; what is paid for is fetched.',
      place: 'POST /v1/jobs/{id}/cancel',
    },
  }
}
