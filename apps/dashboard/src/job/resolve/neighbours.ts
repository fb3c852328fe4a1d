import type { Job } from '../../api/types.ts'

const withinMs = 10 * 60_000
const shownMax = 8

/** Of these jobs, those that were sent at about the same time and have a task: in the console they stand beside the lost one. */
export function neighboursOf(jobs: readonly Job[], id: string, sentAt: string | null): Job[] {
  if (sentAt === null) return []
  const distance = (job: Job) => Math.abs(Date.parse(job.submitted_at ?? '') - Date.parse(sentAt))
  return jobs
    .filter((job) => job.id !== id && job.task_id !== null && distance(job) <= withinMs)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, shownMax)
}
