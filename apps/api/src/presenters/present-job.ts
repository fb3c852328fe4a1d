import { type Charged, isReused, type JobFailure, type Reported, saidBy } from '@reelkeep/core'
import type { JobRecord } from '@reelkeep/db'
import type { JobJson } from '../schemas/job.ts'
import { momentText, ticksText } from './present-values.ts'

/** A job as callers see it. Null is unknown; money that nobody knows is null, never "0". No link ever leaves here. */
export function presentJob(record: JobRecord): JobJson {
  const { job } = record
  return {
    id: job.id,
    object: 'job',
    state: job.state,
    reason: job.reason,
    waiting_for: record.waitingFor,
    overdue: job.overdue,
    mismatch: [...job.mismatch],
    simulated: job.simulated,
    owner_id: job.ownerId,
    batch_id: job.batchId,
    row: record.batchRow,
    take: record.take,
    custom_id: record.customId,
    name: record.name,
    upstream: job.upstream,
    model: job.model,
    operation: job.operation,
    prompt: job.prompt,
    params: {
      duration: job.params.durationS,
      aspect_ratio: job.params.aspectRatio,
      resolution: job.params.resolution,
      image_urls: [...job.params.imageUrls],
      video_url: job.params.videoUrl,
    },
    priority: record.priority,
    task_id: job.submission?.taskId ?? null,
    task_unproven: job.submission?.isUnproven ?? false,
    adopted: job.adopted,
    reused_from: isReused(job) ? job.reusedFrom : null,
    progress: job.progress,
    submissions: job.submissions,
    polls: job.polls,
    cost: {
      quoted_ticks: ticksText(job.quotedTicks),
      reserved_ticks: ticksText(job.reservedTicks),
      charged_ticks: ticksText(job.chargedTicks),
      reported_ticks: ticksText(job.reportedTicks),
      contingent_ticks: ticksText(job.contingentTicks),
      source: job.costSource,
      price_version: job.priceVersion,
    },
    reported: presentReported(job.reported),
    failure: job.failure === null ? null : presentFailure(job.failure),
    clip:
      job.clip === null
        ? null
        : {
            bucket: job.clip.bucket,
            key: job.clip.key,
            bytes: job.clip.bytes,
            sha256: job.clip.sha256,
            content_type: job.clip.contentType,
            duration_ms: job.clip.durationMs,
            width: job.clip.width,
            height: job.clip.height,
            archived_at: job.clip.archivedAt.toISOString(),
            checked_at: momentText(record.clipCheck?.checkedAt ?? null),
            damage: record.clipCheck?.damage ?? null,
          },
    mark: record.mark === null ? null : { ...record.mark, at: record.mark.at.toISOString() },
    due_at: momentText(job.dueAt),
    source_expires_at: momentText(job.sourceExpiresAt),
    supersedes_id: record.supersedesId,
    created_at: job.createdAt.toISOString(),
    submitted_at: momentText(job.submittedAt),
    rendered_at: momentText(job.renderedAt),
    finished_at: momentText(job.finishedAt),
    metadata: { ...record.metadata },
  }
}

function presentReported(reported: Reported | null): JobJson['reported'] {
  return {
    model: reported?.model ?? null,
    duration_s: reported?.durationS ?? null,
    created_at: momentText(reported?.createdAt ?? null),
    started_at: momentText(reported?.startedAt ?? null),
    finished_at: momentText(reported?.finishedAt ?? null),
  }
}

function presentFailure(failure: JobFailure): NonNullable<JobJson['failure']> {
  return {
    step: failure.step,
    reason: failure.reason,
    message: failure.message,
    charged: chargedFlags[failure.charged],
    retryable: failure.retryable,
    upstream_status: failure.upstreamStatus,
    said_by: saidBy(failure),
  }
}

const chargedFlags: Readonly<Record<Charged, boolean | null>> = { yes: true, no: false, unknown: null }
