// Puts a job into a database exactly as it is given, with the history and counters such a job would have left.
import { type Job, ledgerSides, type Submission } from '@reelkeep/core'
import { adminKeyId, type Database } from '@reelkeep/db'

export type InsertJobOptions = {
  readonly accountIds?: readonly string[]
  readonly priority?: number
  readonly customId?: string | null
  readonly keyId?: string
}

export async function insertJob(db: Database, job: Job, options: InsertJobOptions = {}): Promise<Job> {
  await place(db, job, options)
  if (job.state === 'archived') await archive(db, job)
  await count(db, job, options)
  return job
}

/** The row with its history in one statement: most tests begin with several of them. */
async function place(db: Database, job: Job, options: InsertJobOptions): Promise<void> {
  const { sql } = db
  const row = {
    id: job.id,
    owner_id: job.ownerId,
    key_id: options.keyId ?? adminKeyId,
    batch_id: job.batchId,
    // The place in the file does not matter to any test that does not say it: unique is enough.
    row_key: job.batchId === null ? null : job.id,
    custom_id: options.customId ?? null,
    priority: options.priority ?? 5,
    created_at: job.createdAt,
    upstream: job.upstream,
    model: job.model,
    operation: job.operation,
    prompt: job.prompt,
    duration_s: job.params.durationS,
    aspect_ratio: job.params.aspectRatio,
    resolution: job.params.resolution,
    image_urls: [...job.params.imageUrls],
    video_url: job.params.videoUrl,
    clip_key: job.clipKey,
    simulated: job.simulated,
    keep_exchanges: job.keepsExchanges,
    adopted: job.adopted,
    reused_from: job.reusedFrom,
    quoted_ticks: job.quotedTicks,
    price_version: job.priceVersion,
    account_ids: [...(options.accountIds ?? [])],
    state: job.state === 'archived' ? 'archiving' : job.state,
    reason: job.reason,
    waiting_for: job.waitingFor,
    due_at: job.state === 'archived' ? job.createdAt : job.dueAt,
    version: job.version,
    last_seq: job.lastSeq,
    holds_slot: job.holdsSlot,
    overdue: job.overdue,
    submissions: job.submissions,
    retries: job.retries,
    polls: job.polls,
    poll_failures: job.pollFailures,
    poll_failing_since: job.pollFailingSince,
    archive_failures: job.archiveFailures,
    link_refreshes: job.linkRefreshes,
    crashes: job.crashes,
    reopens: job.reopens,
    progress: job.progress,
    upstream_status: job.upstreamStatus,
    source_url: job.sourceUrl,
    source_expires_at: job.sourceExpiresAt,
    source_seen_at: job.sourceSeenAt,
    link_alarms: job.linkAlarms,
    rescued_to: job.rescuedTo,
    reported: job.reported,
    mismatch: job.mismatch,
    reserved_ticks: job.reservedTicks,
    charged_ticks: job.chargedTicks,
    reported_ticks: job.reportedTicks,
    contingent_ticks: job.contingentTicks,
    cost_source: job.costSource,
    failure: job.failure,
    submitted_at: job.submittedAt,
    rendered_at: job.renderedAt,
    finished_at: job.state === 'archived' ? null : job.finishedAt,
  }
  const { submission } = job
  await sql`
    with placed as (
    insert into jobs (id, owner_id, key_id, batch_id, batch_row, row_key, custom_id, priority, created_at, upstream, model,
      operation, prompt, duration_s, aspect_ratio, resolution, image_urls, video_url, clip_key, simulated, keep_exchanges,
      adopted, reused_from, quoted_ticks,
      price_version, account_ids, state, reason, waiting_for, due_at, version, last_seq, holds_slot, overdue, submissions,
      retries, polls, poll_failures, poll_failing_since, archive_failures, link_refreshes, crashes, reopens, progress, upstream_status,
      source_url, source_expires_at, source_seen_at, link_alarms, rescued_to, reported, mismatch, reserved_ticks, charged_ticks, reported_ticks, contingent_ticks,
      cost_source, failure, submitted_at, rendered_at, finished_at)
    select id, owner_id, key_id, batch_id,
      case when batch_id is not null then (select count(*) + 1 from jobs b where b.batch_id = r.batch_id) end,
      row_key, custom_id, priority, created_at, upstream, model,
      operation, prompt, duration_s, aspect_ratio, resolution, image_urls, video_url, clip_key, simulated, keep_exchanges,
      adopted, reused_from, quoted_ticks,
      price_version, account_ids, state, reason, waiting_for, due_at, version, last_seq, holds_slot, overdue, submissions,
      retries, polls, poll_failures, poll_failing_since, archive_failures, link_refreshes, crashes, reopens, progress, upstream_status,
      source_url, source_expires_at, source_seen_at, link_alarms, rescued_to, reported, mismatch, reserved_ticks, charged_ticks, reported_ticks, contingent_ticks,
      cost_source, failure, submitted_at, rendered_at, finished_at
    from jsonb_populate_record(null::jobs, ${asJson(row)}::text::jsonb) r
    returning id, created_on
    ), told as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state)
      select created_on, id, seq, case when seq = 1 then 'job-created' else 'job-placed' end,
        case when seq > 1 then ${job.state}::text end, ${job.state}
      from placed cross join generate_series(1, ${job.lastSeq}::integer) as seq
    ), sent as (
      insert into submissions (id, job_id, number, status, worker_id, deadline_at, sent_at, upstream, task_id,
        task_unproven, credential_id, base_url, requested_model, settled_at)
      select s.id, placed.id, s.number, s.status, s.worker_id, s.deadline_at, s.sent_at, ${job.upstream}, s.task_id,
        s.task_unproven, s.credential_id, s.base_url, ${job.model},
        case when s.status in ('intent', 'sending', 'accepted', 'unknown') then null else now() end
      from placed cross join jsonb_populate_record(null::submissions, ${submission === null ? null : asJson(rowOf(submission))}::text::jsonb) s
      where s.id is not null
    )
    insert into batch_deltas (batch_id, state, delta)
    select ${job.batchId}, ${job.state}, 1 from placed where ${job.batchId}::text is not null`
}

function rowOf(submission: Submission) {
  return {
    id: submission.id,
    number: submission.number,
    status: submission.status,
    worker_id: submission.workerId,
    deadline_at: submission.deadlineAt,
    sent_at: submission.sentAt,
    task_id: submission.taskId,
    task_unproven: submission.isUnproven,
    credential_id: submission.credentialId,
    base_url: submission.baseUrl,
  }
}

/** The clip row needs its job, and an archived job its clip: so the row comes in as archiving and is then archived. */
async function archive({ sql }: Database, job: Job): Promise<void> {
  if (job.clip === null) throw new Error(`${job.id} is archived and has no clip`)
  const { clip } = job
  await sql`
    with kept as (
      insert into clips (job_id, bucket, key, bytes, sha256, media_sha256, crc32, content_type, duration_ms, width, height, codec,
        archived_at)
      values (${job.id}, ${clip.bucket}, ${clip.key}, ${clip.bytes}, ${clip.sha256}, ${clip.mediaSha256}, ${clip.crc32}, ${clip.contentType},
        ${clip.durationMs}, ${clip.width}, ${clip.height}, ${clip.codec}, ${clip.archivedAt})
    )
    update jobs set state = 'archived', due_at = null, finished_at = ${job.finishedAt} where id = ${job.id}`
}

/** The slot, the money and the batch as if the job had come there step by step. */
async function count({ sql }: Database, job: Job, options: InsertJobOptions): Promise<void> {
  const overdue = job.state === 'rendering' && job.overdue
  if (job.holdsSlot || overdue) {
    await sql`
      insert into upstream_gates as g (upstream, in_flight, overdue, configured_max_in_flight,
        configured_requests_per_minute)
      values (${job.upstream}, ${Number(job.holdsSlot)}, ${Number(overdue)}, 50, 6000)
      on conflict (upstream) do update set
        in_flight = g.in_flight + excluded.in_flight, overdue = g.overdue + excluded.overdue`
  }
  if (options.accountIds === undefined || options.accountIds.length === 0) return
  const beyond = (job.contingentTicks ?? 0n) - (job.state === 'unconfirmed' ? job.reservedTicks : 0n)
  await sql`
    update accounts set reserved_ticks = reserved_ticks + ${job.reservedTicks},
      charged_ticks = charged_ticks + ${job.chargedTicks ?? 0n},
      contingent_ticks = contingent_ticks + ${beyond > 0n ? beyond : 0n}
    where id = any(${[...options.accountIds]}::text[])`
  await book({ sql }, job, options.accountIds)
}

/** What the row says it has reserved, cost and risked, as the ledger would say it: for jobs whose accounts are counted. */
async function book({ sql }: Pick<Database, 'sql'>, job: Job, accountIds: readonly string[]): Promise<void> {
  const lines = [
    { kind: 'reserved' as const, ticks: job.reservedTicks },
    { kind: 'charged' as const, ticks: job.chargedTicks ?? 0n },
    { kind: 'contingent' as const, ticks: job.contingentTicks ?? 0n },
  ].filter(({ ticks }) => ticks !== 0n)
  for (const { kind, ticks } of lines) {
    const { debit, credit } = ledgerSides[kind]
    await sql`
      insert into ledger_entries (charge_key, job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit,
        credit, ticks, source, price_version, simulated, account_ids)
      values (${`${job.submission?.id ?? job.id}-placed-${kind}`}, ${job.id}, ${job.ownerId}, ${job.batchId},
        ${job.submission?.id ?? null}, ${job.upstream}, ${job.model}, ${kind}, ${debit}, ${credit}, ${ticks},
        ${kind === 'charged' && job.costSource !== 'unknown' ? job.costSource : 'estimated'}, ${job.priceVersion},
        ${job.simulated}, ${[...accountIds]}::text[])`
  }
}

function asJson(row: object): string {
  return JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
}
