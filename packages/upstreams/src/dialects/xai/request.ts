import type { Job, Operation, TaskId } from '@reelkeep/core'
import type { ModelTraits } from '../../port.ts'

const calls: { readonly [operation in Operation]: string } = {
  generate: 'generations',
  edit: 'edits',
  extend: 'extensions',
}

export function buildSubmit(job: Job, traits: ModelTraits): { path: string; body: unknown } {
  return { path: `/v1${submitPath(job)}`, body: submitBody(job, traits) }
}

export function buildPoll(taskId: TaskId): { path: string } {
  return { path: `/v1${pollPath(taskId)}` }
}

/** Below the version, since gateways serve the same paths under a prefix of their own. */
export function submitPath(job: Job): string {
  return `/videos/${calls[job.operation]}`
}

export function pollPath(taskId: TaskId): string {
  return `/videos/${encodeURIComponent(taskId)}`
}

/** Every value the mode takes is sent. A flat `image_url` would be ignored without a word (NOTES.md, 2026-11-20). */
export function submitBody(job: Job, traits: ModelTraits): unknown {
  const { durationS, aspectRatio, resolution, imageUrls, videoUrl } = job.params
  const images = imageUrls.map((url) => ({ url }))
  return {
    model: job.model,
    prompt: job.prompt,
    ...(traits.sendsDuration && durationS !== null && { duration: durationS }),
    ...(aspectRatio !== null && { aspect_ratio: aspectRatio }),
    ...(resolution !== null && { resolution }),
    ...(images.length === 1 && { image: images[0] }),
    ...(images.length > 1 && { reference_images: images }),
    ...(videoUrl !== null && { video: { url: videoUrl } }),
  }
}
