import type { JsonValue } from '../job/decision.ts'
import type { Operation } from '../job/job.ts'
import type { Problem } from '../models/check-render.ts'

/** What one row asks for, as it was given. Null or empty: the batch's defaults, then the model's, decide. */
export type JobWish = {
  readonly prompt: string | null
  readonly model: string | null
  readonly upstream: string | null
  readonly operation: Operation | null
  readonly durationS: number | null
  readonly aspectRatio: string | null
  readonly resolution: string | null
  readonly imageUrls: readonly string[]
  readonly videoUrl: string | null
  readonly customId: string | null
  readonly name: string | null
  readonly priority: number | null
  /** Clips to make of the row; null: as many as the batch says. */
  readonly takes: number | null
  readonly metadata: { readonly [key: string]: JsonValue }
}

/** A wish with everything that was wrong or worth saying about it. The wish is usable only without problems. */
export type WishReading = {
  readonly wish: JobWish
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

export const emptyWish: JobWish = {
  prompt: null,
  model: null,
  upstream: null,
  operation: null,
  durationS: null,
  aspectRatio: null,
  resolution: null,
  imageUrls: [],
  videoUrl: null,
  customId: null,
  name: null,
  priority: null,
  takes: null,
  metadata: {},
}

/** A row's own values win; metadata is joined key by key. */
export function withDefaults(wish: JobWish, defaults: JobWish): JobWish {
  return {
    prompt: wish.prompt ?? defaults.prompt,
    model: wish.model ?? defaults.model,
    upstream: wish.upstream ?? defaults.upstream,
    operation: wish.operation ?? defaults.operation,
    durationS: wish.durationS ?? defaults.durationS,
    aspectRatio: wish.aspectRatio ?? defaults.aspectRatio,
    resolution: wish.resolution ?? defaults.resolution,
    imageUrls: wish.imageUrls.length > 0 ? wish.imageUrls : defaults.imageUrls,
    videoUrl: wish.videoUrl ?? defaults.videoUrl,
    customId: wish.customId ?? defaults.customId,
    name: wish.name ?? defaults.name,
    priority: wish.priority ?? defaults.priority,
    takes: wish.takes ?? defaults.takes,
    metadata: { ...defaults.metadata, ...wish.metadata },
  }
}
