import { createHash } from 'node:crypto'
import { contentKey, type JobWish, rowKey, shortIdOf, type Ticks, uniqueClipKey } from '@reelkeep/core'
import { newJobId, type StagedJob } from '@reelkeep/db'
import type { SettledWish } from '../settle-wish.ts'
import type { SourceRow } from './source-row.ts'

export type JobPreparer = {
  prepare(row: {
    readonly source: SourceRow
    readonly wish: JobWish
    readonly settled: SettledWish
    readonly take: number
    readonly place: number
  }): { readonly staged: StagedJob; readonly isEqualToAnother: boolean }
}

const priorityDefault = 5

/** Makes staged jobs of settled wishes; remembers what one file has met, so that equal rows and clip keys stay apart. */
export function createJobPreparer(batch: {
  readonly owner: string
  readonly name: string
  readonly clipKeyTemplate: string
  readonly maxPriceTicks: Ticks | null
}): JobPreparer {
  const timesMet = new Map<string, number>()
  const clipKeys = new Set<string>()
  return {
    prepare({ source, wish, settled, take, place }) {
      const contentHash = hashOf(contentKey({ ...settled, upstream: wish.upstream }))
      const countsPlace = wish.customId === null && take === 1
      const met = (timesMet.get(contentHash) ?? 0) + (countsPlace ? 1 : 0)
      if (countsPlace) timesMet.set(contentHash, met)
      const jobId = newJobId()
      const parts = {
        owner: batch.owner,
        batch: batch.name,
        row: source.row,
        customId: wish.customId,
        prompt: settled.prompt,
        shortId: shortIdOf(jobId),
      }
      const clipKey = uniqueClipKey(batch.clipKeyTemplate, parts, (key) => clipKeys.has(key))
      clipKeys.add(clipKey)
      const { params, quotedTicks } = settled
      return {
        isEqualToAnother: countsPlace && met > 1,
        staged: {
          place,
          line: source.line,
          rowKey: rowKey({ customId: wish.customId, contentHash, place: met, take }),
          contentHash,
          data: source.data,
          request: {
            job_id: jobId,
            batch_row: source.row,
            custom_id: wish.customId,
            name: wish.name,
            priority: wish.priority ?? priorityDefault,
            metadata: wish.metadata,
            upstream: settled.upstream.rules.name,
            model: settled.model,
            operation: settled.operation,
            prompt: settled.prompt,
            duration_s: params.durationS,
            aspect_ratio: params.aspectRatio,
            resolution: params.resolution,
            image_urls: params.imageUrls,
            video_url: params.videoUrl,
            clip_key: clipKey,
            clip_key_apart: uniqueClipKey(batch.clipKeyTemplate, parts, () => true),
            simulated: settled.upstream.rules.simulated,
            quoted_ticks: textOf(quotedTicks),
            max_price_ticks: quotedTicks === null ? textOf(batch.maxPriceTicks) : null,
            price_version: settled.priceVersion,
          },
        },
      }
    },
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function textOf(ticks: Ticks | null): string | null {
  return ticks === null ? null : ticks.toString()
}
