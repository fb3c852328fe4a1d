import type { Verdict } from './decision.ts'
import type { PollEvent } from './event.ts'
import type { Job } from './job.ts'
import { decided } from './verdicts.ts'

/** Only of a task that it has can an upstream say these. */
const speaksOfTask: ReadonlySet<PollEvent['type']> = new Set([
  'poll-pending',
  'render-succeeded',
  'render-linkless',
  'render-failed',
])

/** The first answer about a task that a person named settles that there is such a task: its name is not corrected after that. */
export function provenBy(event: PollEvent, { submission }: Job, verdict: Verdict): Verdict {
  if (!submission?.isUnproven || !speaksOfTask.has(event.type) || verdict.outcome === 'ignored')
    return verdict
  const { decision } = verdict
  const change = decision.submission ?? { status: submission.status }
  return decided({ ...decision, submission: { ...change, isUnproven: false } })
}

/**
 * Whether a person may still say that the task which a person named is another one, or none: the upstream has not spoken
 * of it, whatever was made of its silence meanwhile.
 */
export function canCorrectTask({ state, submission }: Pick<Job, 'state' | 'submission'>): boolean {
  return submission?.isUnproven === true && (state === 'rendering' || state === 'failed')
}

/**
 * Whether the silence of a task that a person named has ended the job: the upstream's own answer to the POST may still come,
 * and names the right one. What a person has given up since is left to people.
 */
export function isLostToSilence({ state, submission }: Pick<Job, 'state' | 'submission'>): boolean {
  return state === 'failed' && submission?.isUnproven === true && submission.status === 'failed'
}
