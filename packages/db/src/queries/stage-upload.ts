import type { JsonValue, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A job that a file asks for, ready to be made: everything is decided, nothing is admitted. */
export type StagedJob = {
  /** Place in the expanded file, from 1. */
  readonly place: number
  readonly line: number | null
  readonly rowKey: string
  readonly contentHash: string
  /** The caller's own columns; null when it did not come from a file. */
  readonly data: { readonly [key: string]: JsonValue } | null
  readonly request: StagedRequest
}

/** Read back by `createBatch` by these names. */
export type StagedRequest = {
  readonly job_id: string
  readonly batch_row: number
  readonly custom_id: string | null
  readonly name: string | null
  readonly priority: number
  readonly metadata: { readonly [key: string]: JsonValue }
  readonly upstream: string
  readonly model: string
  readonly operation: string
  readonly prompt: string
  readonly duration_s: number | null
  readonly aspect_ratio: string | null
  readonly resolution: string | null
  readonly image_urls: readonly string[]
  readonly video_url: string | null
  readonly clip_key: string
  /** For when another job has `clip_key` already. */
  readonly clip_key_apart: string
  readonly simulated: boolean
  readonly quoted_ticks: string | null
  readonly max_price_ticks: string | null
  readonly price_version: string
}

/** Opens a place to stage a file in. Abandoned ones are swept by age. */
export async function openUpload(
  { sql }: Database,
  upload: { readonly id: string; readonly ownerId: OwnerId; readonly keyId: string; readonly name: string },
): Promise<void> {
  await sql`
    insert into uploads (id, owner_id, key_id, purpose, name)
    values (${upload.id}, ${upload.ownerId}, ${upload.keyId}, 'batch', ${upload.name})`
}

/** Stages some jobs of a file; a file comes in many such pieces, so that it is never in memory whole. */
export async function stageUploadRows(
  { sql }: Database,
  uploadId: string,
  jobs: readonly StagedJob[],
): Promise<void> {
  await sql`
    insert into upload_rows (upload_id, row, line, row_key, content_hash, data, request)
    select ${uploadId}, s.row, s.line, s.row_key, s.content_hash, s.data::jsonb, s.request::jsonb
    from unnest(${jobs.map((job) => job.place)}::integer[], ${jobs.map((job) => job.line ?? job.place)}::integer[],
      ${jobs.map((job) => job.rowKey)}::text[], ${jobs.map((job) => job.contentHash)}::text[],
      ${jobs.map((job) => JSON.stringify(job.data))}::text[], ${jobs.map((job) => JSON.stringify(job.request))}::text[]
    ) as s (row, line, row_key, content_hash, data, request)`
}

/** Takes the staging of a file away: its jobs are made, or will not be. */
export async function dropUpload({ sql }: Database, uploadId: string): Promise<void> {
  await sql`delete from uploads where id = ${uploadId}`
}

/** Takes away what was staged and never used; answers how many files that were. */
export async function sweepUploads(
  { sql }: Database,
  { limit }: { readonly limit: number },
): Promise<number> {
  const rows = await sql`
    delete from uploads where id in (
      select id from uploads where expires_at <= now() order by expires_at limit ${limit} for update skip locked)
    returning 1`
  return rows.length
}
