import { type IncomingRow, type JobWish, rowKey, shortIdOf, type Ticks, uniqueClipKey } from '@reelkeep/core'
import { newJobId, type StagedJob } from '@reelkeep/db'
import type { SettledWish } from '../settle-wish.ts'
import { contentHashOf } from './content-hash.ts'
import type { SourceRow } from './source-row.ts'

export type JobPreparer = {
  prepare(row: {
    readonly source: SourceRow
    readonly wish: JobWish
    readonly settled: SettledWish
    readonly take: number
    readonly place: number
  }): {
    readonly staged: StagedJob
    readonly named: IncomingRow['named']
    /** What a clip that we have already would be known by; null: a new one is wanted whatever we have. */
    readonly reuseHashes: readonly [string, string] | null
  }
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
      const contentHash = contentHashOf(settled, wish.upstream)
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
      const { name } = settled.upstream.rules
      const namedHash = wish.upstream === null ? contentHashOf(settled, name) : contentHash
      return {
        reuseHashes:
          take > 1 || met > 1 || 'nonce' in wish.metadata
            ? null
            : [contentHash, wish.upstream === null ? namedHash : contentHashOf(settled, null)],
        named: {
          rowKey: rowKey({ customId: wish.customId, contentHash: namedHash, place: met, take }),
          contentHash: namedHash,
        },
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
            upstream: name,
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

function textOf(ticks: Ticks | null): string | null {
  return ticks === null ? null : ticks.toString()
}
