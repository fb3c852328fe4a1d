import type { BatchPreview } from '../api/new-batch.ts'
import { takeWords } from '../format/job-words.ts'

/** A row of the preview as the table shows it. */
export type ExpandedRow = {
  readonly id: string
  readonly row: number
  readonly prompt: string
  /** "take 2 of 3"; null: its row has one clip. */
  readonly take: string | null
  readonly model: string
  readonly upstream: string
  readonly asked: string
  /** create, replace, run-beside, retry, unchanged or left-alone; `copy` where a clip of ours is taken. */
  readonly action: string
  readonly ticks: string | null
}

/** The contract leaves the rows open, so that what is missing is shown as missing. */
export function expandedRows(expanded: BatchPreview['expanded']): ExpandedRow[] {
  return expanded.map((row, index) => {
    const { params, quoted_ticks: ticks } = row
    return {
      id: String(index),
      row: typeof row.row === 'number' ? row.row : index + 1,
      prompt: textOf(row.prompt),
      take: takeOf(row.take),
      model: textOf(row.model),
      upstream: textOf(row.upstream),
      asked: askedWords(params),
      action: textOf(row.action).replaceAll('-', '_'),
      ticks: typeof ticks === 'string' || typeof ticks === 'number' ? String(ticks) : null,
    }
  })
}

function takeOf(take: unknown): string | null {
  if (typeof take !== 'object' || take === null || !('number' in take) || !('of' in take)) return null
  return takeWords({ take: { number: Number(take.number), of: Number(take.of) } })
}

function askedWords(params: unknown): string {
  if (typeof params !== 'object' || params === null) return ''
  const { duration, aspect_ratio: ratio, resolution } = params as Readonly<Record<string, unknown>>
  const images = (params as { readonly image_urls?: unknown }).image_urls
  const count = Array.isArray(images) ? images.length : 0
  return [
    duration == null ? null : `${duration} s`,
    ratio ?? null,
    resolution ?? null,
    count === 0 ? null : count === 1 ? 'from an image' : `from ${count} images`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
