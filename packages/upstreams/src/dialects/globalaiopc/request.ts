import type { Job, TaskId } from '@reelkeep/core'
import type { ModelTraits } from '../../port.ts'

/** Every value the model takes is sent: the documents disagree about defaults (NOTES.md, 2026-11-20). */
export function buildSubmit(job: Job, traits: ModelTraits): { path: string; body: unknown } {
  const { durationS, aspectRatio, resolution, imageUrls } = job.params
  return {
    path: '/v1/grok/videos',
    body: {
      model: job.model,
      prompt: job.prompt,
      ...(traits.sendsDuration && durationS !== null && { duration: durationS }),
      ...(aspectRatio !== null && { aspect_ratio: aspectRatio }),
      ...(resolution !== null && { resolution }),
      ...(imageUrls.length > 0 && { image_urls: imageUrls }),
    },
  }
}

export function buildPoll(taskId: TaskId): { path: string } {
  return { path: `/v1/result/${encodeURIComponent(taskId)}` }
}
