import type { JsonValue, Ticks } from '@reelkeep/core'
import type { ExportedJob } from '@reelkeep/db'
import { momentText, ticksText, usdText } from '../presenters/present-values.ts'

/** Raised when a column goes or changes its meaning; one more at the end is no such change. */
export const exportVersion = 1

/** What we say of a job, in this order, under these names. A `number` is decimal text or a JSON number, and never quoted. */
export type ExportColumn = {
  readonly name: string
  readonly isNumber?: true
  readonly value: (exported: ExportedJob) => JsonValue
}

export const exportColumns: readonly ExportColumn[] = [
  { name: 'export_version', isNumber: true, value: () => exportVersion },
  { name: 'row', isNumber: true, value: ({ batchRow }) => batchRow },
  { name: 'job_id', value: ({ job }) => job.id },
  { name: 'is_current', value: ({ isCurrent }) => isCurrent },
  { name: 'state', value: ({ job }) => job.state },
  { name: 'reason', value: ({ job }) => job.reason },
  { name: 'custom_id', value: ({ customId }) => customId },
  { name: 'name', value: ({ name }) => name },
  { name: 'upstream', value: ({ job }) => job.upstream },
  { name: 'model', value: ({ job }) => job.model },
  { name: 'operation', value: ({ job }) => job.operation },
  { name: 'prompt', value: ({ job }) => job.prompt },
  { name: 'duration', isNumber: true, value: ({ job }) => job.params.durationS },
  { name: 'aspect_ratio', value: ({ job }) => job.params.aspectRatio },
  { name: 'resolution', value: ({ job }) => job.params.resolution },
  { name: 'image_urls', value: ({ job }) => [...job.params.imageUrls] },
  { name: 'video_url', value: ({ job }) => job.params.videoUrl },
  { name: 'priority', isNumber: true, value: ({ priority }) => priority },
  { name: 'metadata', value: ({ metadata }) => ({ ...metadata }) },
  { name: 'task_id', value: ({ job }) => job.submission?.taskId ?? null },
  { name: 'submissions', isNumber: true, value: ({ job }) => job.submissions },
  money('quoted_ticks', ({ job }) => job.quotedTicks),
  money('reserved_ticks', ({ job }) => job.reservedTicks),
  money('charged_ticks', ({ job }) => job.chargedTicks),
  money('reported_ticks', ({ job }) => job.reportedTicks),
  money('contingent_ticks', ({ job }) => job.contingentTicks),
  { name: 'cost_source', value: ({ job }) => job.costSource },
  { name: 'price_version', value: ({ job }) => job.priceVersion },
  { name: 'failure_step', value: ({ job }) => job.failure?.step ?? null },
  { name: 'failure_message', value: ({ job }) => job.failure?.message ?? null },
  { name: 'failure_charged', value: ({ job }) => job.failure?.charged ?? null },
  { name: 'failure_retryable', value: ({ job }) => job.failure?.retryable ?? null },
  { name: 'mismatch', value: ({ job }) => job.mismatch.map((difference) => ({ ...difference })) },
  { name: 'reported_model', value: ({ job }) => job.reported?.model ?? null },
  { name: 'reported_duration_s', isNumber: true, value: ({ job }) => job.reported?.durationS ?? null },
  { name: 'clip_bucket', value: ({ job }) => job.clip?.bucket ?? null },
  { name: 'clip_key', value: ({ job }) => job.clip?.key ?? null },
  { name: 'clip_file', value: ({ job }) => job.clip?.key.split('/').at(-1) ?? null },
  { name: 'clip_bytes', isNumber: true, value: ({ job }) => job.clip?.bytes ?? null },
  { name: 'clip_sha256', value: ({ job }) => job.clip?.sha256 ?? null },
  { name: 'clip_duration_ms', isNumber: true, value: ({ job }) => job.clip?.durationMs ?? null },
  { name: 'clip_width', isNumber: true, value: ({ job }) => job.clip?.width ?? null },
  { name: 'clip_height', isNumber: true, value: ({ job }) => job.clip?.height ?? null },
  { name: 'simulated', value: ({ job }) => job.simulated },
  { name: 'supersedes_id', value: ({ supersedesId }) => supersedesId },
  { name: 'created_at', value: ({ job }) => job.createdAt.toISOString() },
  { name: 'submitted_at', value: ({ job }) => momentText(job.submittedAt) },
  { name: 'rendered_at', value: ({ job }) => momentText(job.renderedAt) },
  { name: 'archived_at', value: ({ job }) => momentText(job.clip?.archivedAt ?? null) },
  { name: 'finished_at', value: ({ job }) => momentText(job.finishedAt) },
  // Signed links die; this one asks for the key and lasts.
  { name: 'page', value: ({ job }) => `/?job=${job.id}` },
  { name: 'clip_checked_at', value: ({ clipCheck }) => momentText(clipCheck?.checkedAt ?? null) },
  // Null: not looked at again, or whole. It is no clip to rely on otherwise.
  { name: 'clip_damage', value: ({ clipCheck }) => clipCheck?.damage ?? null },
  dollars('quoted_usd', ({ job }) => job.quotedTicks),
  dollars('reserved_usd', ({ job }) => job.reservedTicks),
  dollars('charged_usd', ({ job }) => job.chargedTicks),
  dollars('reported_usd', ({ job }) => job.reportedTicks),
  dollars('contingent_usd', ({ job }) => job.contingentTicks),
  { name: 'mark', value: ({ mark }) => mark?.mark ?? null },
  { name: 'mark_note', value: ({ mark }) => mark?.note ?? null },
]

function money(name: string, ticks: (exported: ExportedJob) => Ticks | null): ExportColumn {
  return { name, isNumber: true, value: (exported) => ticksText(ticks(exported)) }
}

function dollars(name: string, ticks: (exported: ExportedJob) => Ticks | null): ExportColumn {
  return { name, isNumber: true, value: (exported) => usdText(ticks(exported)) }
}
