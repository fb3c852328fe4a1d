import type { Job } from '../job/job.ts'
import { canCorrectTask } from '../job/prove-task.ts'

/** What a person can still do about a task that a person named; null: the upstream has spoken of it, or it named it itself. */
export function correctionWords(job: Job): { readonly says: string; readonly commands: string[] } | null {
  if (!canCorrectTask(job)) return null
  const resolve = `reelkeep resolve ${job.id}`
  return {
    says: `Task ${job.submission?.taskId} was named by a person, and ${job.upstream} has not spoken of it yet. Until it does, the name can be corrected: bind another task, resubmit the job where the console shows none (what the first submission may have cost is then taken off the books), or write it off. Nothing is paid by correcting it.`,
    commands: [
      `${resolve} --bind TASK --reason "…"`,
      `${resolve} --resubmit --reason "…"`,
      `${resolve} --write-off --reason "…"`,
    ],
  }
}

/** After a resolution: what happens now, and what can still be done. */
export function resolutionAdvice(job: Job): string {
  const correction = correctionWords(job)
  if (correction !== null) return correction.says
  switch (job.state) {
    case 'queued':
      return 'It waits for its turn and is sent as a new submission.'
    case 'failed':
      return 'What its submission may have cost stays on the books until a bill says otherwise. A retry buys it again.'
    case 'rendering':
    case 'archiving':
      return 'Its task is polled and its clip archived; the upstream has spoken of the task, so it stays bound.'
    case 'submitting':
    case 'unconfirmed':
    case 'archived':
    case 'canceled':
      return 'Nothing is left to resolve.'
  }
}
