// How a row of `jobs`, its latest submission and its clip become core's Job. Every query that hands out jobs uses it.
import type {
  BatchId,
  CancelReason,
  CostSource,
  CredentialId,
  FailureReason,
  Job,
  JobFailure,
  JobId,
  JobState,
  Mismatch,
  Operation,
  OwnerId,
  Reported,
  Submission,
  SubmissionId,
  SubmissionStatus,
  TaskId,
  WaitingFor,
} from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'

/** `select … from jobs j left join submissions s … left join clips c …`; add a `where` that names `j`. */
export function selectJobs(sql: Sql): PendingQuery<Row[]> {
  return sql`
    select ${jobColumns(sql)}
    from jobs j
    left join submissions s on s.job_id = j.id and s.number = j.submissions
    left join clips c on c.job_id = j.id`
}

/** The columns of `JobRow`, from `j` (jobs), `s` (its latest submission) and `c` (its clip). */
export function jobColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`
    j.id, j.owner_id, j.batch_id, j.upstream, j.model, j.operation, j.prompt, j.duration_s, j.aspect_ratio, j.resolution,
    j.image_urls, j.video_url, j.clip_key, j.created_at, j.quoted_ticks, j.price_version, j.simulated,
    j.keep_exchanges, j.adopted, j.reused_from,
    j.state, j.reason, j.waiting_for, j.due_at, j.version, j.last_seq, j.holds_slot, j.overdue, j.submissions, j.retries,
    j.polls, j.poll_failures, j.poll_failing_since, j.archive_failures, j.link_refreshes, j.crashes, j.reopens, j.progress, j.upstream_status,
    j.source_url, j.source_expires_at, j.source_seen_at, j.link_alarms, j.rescued_to, j.reported, j.mismatch, j.reserved_ticks, j.charged_ticks, j.reported_ticks,
    j.contingent_ticks, j.cost_source, j.failure, j.submitted_at, j.rendered_at, j.finished_at,
    s.id as submission_id, s.number as submission_number, s.status as submission_status, s.worker_id, s.deadline_at,
    s.sent_at, s.task_id, s.task_unproven, s.credential_id, s.base_url,
    c.bucket as clip_bucket, c.key as clip_stored_key, c.bytes as clip_bytes, c.sha256 as clip_sha256,
    c.media_sha256 as clip_media_sha256,
    c.crc32 as clip_crc32, c.duration_ms as clip_duration_ms, c.width as clip_width, c.height as clip_height,
    c.codec as clip_codec, c.archived_at as clip_archived_at`
}

export type JobRow = {
  readonly id: JobId
  readonly owner_id: OwnerId
  readonly batch_id: BatchId | null
  readonly upstream: string
  readonly model: string
  readonly operation: Operation
  readonly prompt: string
  readonly duration_s: number | null
  readonly aspect_ratio: string | null
  readonly resolution: string | null
  readonly image_urls: readonly string[]
  readonly video_url: string | null
  readonly clip_key: string
  readonly created_at: Date
  readonly quoted_ticks: bigint | null
  readonly price_version: string | null
  readonly simulated: boolean
  readonly keep_exchanges: boolean
  readonly adopted: boolean
  readonly reused_from: JobId | null
  readonly state: JobState
  readonly reason: FailureReason | CancelReason | null
  readonly waiting_for: WaitingFor | null
  readonly due_at: Date | null
  readonly version: number
  readonly last_seq: number
  readonly holds_slot: boolean
  readonly overdue: boolean
  readonly submissions: number
  readonly retries: number
  readonly polls: number
  readonly poll_failures: number
  readonly poll_failing_since: Date | null
  readonly archive_failures: number
  readonly link_refreshes: number
  readonly crashes: number
  readonly reopens: number
  readonly progress: number | null
  readonly upstream_status: string | null
  readonly source_url: string | null
  readonly source_expires_at: Date | null
  readonly source_seen_at: Date | null
  readonly link_alarms: number
  readonly rescued_to: string | null
  readonly reported: StoredReported | null
  readonly mismatch: readonly StoredMismatch[]
  readonly reserved_ticks: bigint
  readonly charged_ticks: bigint | null
  readonly reported_ticks: bigint | null
  readonly contingent_ticks: bigint | null
  readonly cost_source: CostSource
  readonly failure: JobFailure | null
  readonly submitted_at: Date | null
  readonly rendered_at: Date | null
  readonly finished_at: Date | null
  readonly submission_id: SubmissionId | null
  readonly submission_number: number
  readonly submission_status: SubmissionStatus
  readonly worker_id: string | null
  readonly deadline_at: Date | null
  readonly sent_at: Date | null
  readonly task_id: TaskId | null
  readonly task_unproven: boolean
  readonly credential_id: CredentialId | null
  readonly base_url: string | null
  readonly clip_bucket: string | null
  readonly clip_stored_key: string
  readonly clip_bytes: bigint
  readonly clip_sha256: string
  readonly clip_media_sha256: string | null
  readonly clip_crc32: string
  readonly clip_duration_ms: number
  readonly clip_width: number
  readonly clip_height: number
  readonly clip_codec: string
  readonly clip_archived_at: Date
}

/** Rows of an earlier version do not say what a difference is worth. */
type StoredMismatch = Omit<Mismatch, 'ticks'> & { readonly ticks?: string | null }

/** `reported` as JSON keeps it: times as ISO text. */
type StoredReported = {
  readonly model: string | null
  readonly durationS: number | null
  readonly createdAt: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly breaksModeration?: true
}

export function jobFromRow(row: JobRow): Job {
  return {
    id: row.id,
    ownerId: row.owner_id,
    batchId: row.batch_id,
    upstream: row.upstream,
    model: row.model,
    operation: row.operation,
    prompt: row.prompt,
    params: {
      durationS: row.duration_s,
      aspectRatio: row.aspect_ratio,
      resolution: row.resolution,
      imageUrls: row.image_urls,
      videoUrl: row.video_url,
    },
    clipKey: row.clip_key,
    createdAt: row.created_at,
    quotedTicks: row.quoted_ticks,
    priceVersion: row.price_version,
    simulated: row.simulated,
    keepsExchanges: row.keep_exchanges,
    adopted: row.adopted,
    reusedFrom: row.reused_from,
    state: row.state,
    reason: row.reason,
    waitingFor: row.waiting_for,
    dueAt: row.due_at,
    holdsSlot: row.holds_slot,
    overdue: row.overdue,
    submissions: row.submissions,
    retries: row.retries,
    polls: row.polls,
    pollFailures: row.poll_failures,
    pollFailingSince: row.poll_failing_since,
    archiveFailures: row.archive_failures,
    linkRefreshes: row.link_refreshes,
    crashes: row.crashes,
    reopens: row.reopens,
    progress: row.progress,
    upstreamStatus: row.upstream_status,
    sourceUrl: row.source_url,
    sourceExpiresAt: row.source_expires_at,
    sourceSeenAt: row.source_seen_at,
    linkAlarms: row.link_alarms,
    rescuedTo: row.rescued_to,
    reported: row.reported === null ? null : reportedFrom(row.reported),
    mismatch: row.mismatch.map((mismatch) => ({ ...mismatch, ticks: mismatch.ticks ?? null })),
    reservedTicks: row.reserved_ticks,
    chargedTicks: row.charged_ticks,
    reportedTicks: row.reported_ticks,
    contingentTicks: row.contingent_ticks,
    costSource: row.cost_source,
    failure: row.failure,
    submittedAt: row.submitted_at,
    renderedAt: row.rendered_at,
    finishedAt: row.finished_at,
    version: row.version,
    lastSeq: row.last_seq,
    submission: row.submission_id === null ? null : submissionFrom(row, row.submission_id),
    clip: row.clip_bucket === null ? null : clipFrom(row, row.clip_bucket),
  }
}

function reportedFrom(stored: StoredReported): Reported {
  return {
    model: stored.model,
    durationS: stored.durationS,
    createdAt: dateFrom(stored.createdAt),
    startedAt: dateFrom(stored.startedAt),
    finishedAt: dateFrom(stored.finishedAt),
    ...(stored.breaksModeration && { breaksModeration: true }),
  }
}

function dateFrom(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

function submissionFrom(row: JobRow, id: SubmissionId): Submission {
  return {
    id,
    number: row.submission_number,
    status: row.submission_status,
    workerId: row.worker_id,
    deadlineAt: row.deadline_at,
    sentAt: row.sent_at,
    taskId: row.task_id,
    isUnproven: row.task_unproven,
    credentialId: row.credential_id,
    baseUrl: row.base_url,
  }
}

function clipFrom(row: JobRow, bucket: string): Job['clip'] {
  return {
    bucket,
    key: row.clip_stored_key,
    bytes: Number(row.clip_bytes),
    sha256: row.clip_sha256,
    mediaSha256: row.clip_media_sha256,
    crc32: row.clip_crc32,
    contentType: 'video/mp4',
    durationMs: row.clip_duration_ms,
    width: row.clip_width,
    height: row.clip_height,
    codec: row.clip_codec,
    archivedAt: row.clip_archived_at,
  }
}
