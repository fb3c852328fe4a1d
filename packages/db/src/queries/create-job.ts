import {
  type JobId,
  type JsonValue,
  ledgerSides,
  type Operation,
  type OwnerId,
  type RenderParams,
  type Ticks,
} from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { IdempotentRequest } from './claim-idempotency-key.ts'

export type NewJob = {
  readonly id: JobId
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly customId: string | null
  readonly name: string | null
  readonly priority: number
  readonly metadata: { readonly [key: string]: JsonValue }
  readonly upstream: string
  readonly model: string
  readonly operation: Operation
  readonly prompt: string
  readonly params: RenderParams
  readonly clipKey: string
  readonly simulated: boolean
  readonly quotedTicks: Ticks | null
  readonly priceVersion: string | null
  readonly keepsExchanges: boolean
  /** What its content is known by, should a batch ask for the same. */
  readonly contentHash: string
}

export type JobCreation =
  | { readonly outcome: 'created'; readonly createdAt: Date; readonly dueAt: Date }
  /** The idempotency key is taken; nothing was done. */
  | { readonly outcome: 'key-taken' }

/**
 * Makes a job that belongs to no batch: the row, its first event, its quote, its words and, if the request has a key,
 * the remembered key, in one statement. Two requests with one key make one job: everything hangs on the key's row.
 */
export async function createJob(
  { sql }: Database,
  job: NewJob,
  request: IdempotentRequest | null,
): Promise<JobCreation> {
  const quoted = ledgerSides.quoted
  const [row] = await sql<{ created_at: Date; due_at: Date }[]>`
    with claimed as (
      insert into idempotency_keys as k (owner_id, key, method, path, request_hash, resource_id, status_code)
      select ${job.ownerId}, ${request?.key ?? ''}, ${request?.method ?? ''}, ${request?.path ?? ''},
        ${request?.hash ?? ''}, ${job.id}, 202
      where ${request !== null}
      on conflict (owner_id, key) do update set method = excluded.method, path = excluded.path,
        request_hash = excluded.request_hash, resource_id = excluded.resource_id, status_code = excluded.status_code,
        body = null, created_at = now(), expires_at = now() + interval '24 hours'
        where k.expires_at <= now()
      returning 1
    ), job as (
      insert into jobs (id, owner_id, key_id, custom_id, name, priority, metadata, upstream, model, operation, prompt,
        duration_s, aspect_ratio, resolution, image_urls, video_url, clip_key, simulated, quoted_ticks, price_version,
        keep_exchanges, content_hash, state, due_at)
      select ${job.id}, ${job.ownerId}, ${job.keyId}, ${job.customId}::text, ${job.name}::text, ${job.priority}::smallint,
        ${JSON.stringify(job.metadata)}::text::jsonb, ${job.upstream}, ${job.model}, ${job.operation}, ${job.prompt},
        ${job.params.durationS}::integer, ${job.params.aspectRatio}::text, ${job.params.resolution}::text,
        ${[...job.params.imageUrls]}::text[], ${job.params.videoUrl}::text, ${job.clipKey}, ${job.simulated},
        ${job.quotedTicks}::bigint, ${job.priceVersion}::text, ${job.keepsExchanges},
        ${job.contentHash}, 'queued', now()
      where ${request === null} or exists (select from claimed)
      returning id, owner_id, upstream, model, created_on, created_at, due_at, quoted_ticks, price_version, simulated
    ), event as (
      insert into job_events (job_created_on, job_id, seq, kind, to_state, detail)
      select created_on, id, 1, 'job-created', 'queued', jsonb_build_object('by', ${job.keyId}::text) from job
    ), quote as (
      insert into ledger_entries (job_id, owner_id, upstream, model, kind, debit, credit, ticks, source, price_version,
        charge_key, simulated)
      select id, owner_id, upstream, model, 'quoted', ${quoted.debit}, ${quoted.credit}, quoted_ticks,
        case when quoted_ticks is null then 'unknown' else 'estimated' end, price_version, id || '-quoted', simulated
      from job
    ), words as (
      insert into job_words (job_id, words) select id, to_tsvector('simple', ${job.prompt}) from job
    )
    select created_at, due_at from job`
  if (row === undefined) return { outcome: 'key-taken' }
  return { outcome: 'created', createdAt: row.created_at, dueAt: row.due_at }
}
