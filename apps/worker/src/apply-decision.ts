import type { Decision, Job, Submission } from '@reelkeep/core'

/** The job as its row stands after `decision` was saved as `version`: spares a step that goes on a second read. */
export function applyDecision(job: Job, decision: Decision, version: number, now: Date): Job {
  return {
    ...job,
    ...decision.changes,
    version,
    lastSeq: decision.event ? job.lastSeq + 1 : job.lastSeq,
    submission: applyToSubmission(job.submission, decision, now),
    clip: decision.clip ?? job.clip,
  }
}

function applyToSubmission(submission: Submission | null, decision: Decision, now: Date): Submission | null {
  if (submission === null || decision.submission === null) return submission
  const { status, workerId, deadlineAt, sentAt, taskId, isUnproven, credentialId, baseUrl } =
    decision.submission
  return {
    ...submission,
    status,
    ...(workerId !== undefined && { workerId }),
    ...(deadlineAt !== undefined && { deadlineAt }),
    ...(sentAt !== undefined && { sentAt: now }),
    ...(taskId !== undefined && { taskId }),
    ...(isUnproven !== undefined && { isUnproven }),
    ...(credentialId !== undefined && { credentialId }),
    ...(baseUrl !== undefined && { baseUrl }),
  }
}
