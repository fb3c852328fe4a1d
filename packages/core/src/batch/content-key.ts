import type { Operation, RenderParams } from '../job/job.ts'

export type RowContent = {
  /** As the row named it; null when it was left to the default, so that another default does not render all rows again. */
  readonly upstream: string | null
  readonly model: string
  readonly operation: Operation
  readonly prompt: string
  readonly params: RenderParams
}

/**
 * Canonical text of what makes a row's content: what an upstream would render from it. Name, priority and metadata
 * are not part of it, so changing them buys nothing again. The edge hashes it.
 */
export function contentKey(content: RowContent): string {
  const { upstream, model, operation, prompt, params } = content
  return JSON.stringify([
    1,
    upstream,
    model,
    operation,
    prompt,
    params.durationS,
    params.aspectRatio,
    params.resolution,
    params.imageUrls,
    params.videoUrl,
  ])
}
