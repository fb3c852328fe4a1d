import type { BatchId, JobId, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** What the stored object of a clip must be. */
export type ClipToCheck = {
  readonly jobId: JobId
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  readonly sha256: string
}

type ClipRow = Omit<ClipToCheck, 'bytes'> & { readonly bytes: bigint }

/** The clips that were not looked at for the longest, never checked ones first. Reads clips_least_checked. */
export async function listLeastChecked(
  { sql }: Database,
  { ownerId, bucket, limit }: { readonly ownerId?: OwnerId; readonly bucket: string; readonly limit: number },
): Promise<ClipToCheck[]> {
  const rows = await sql<ClipRow[]>`
    select c.job_id as "jobId", c.bucket, c.key, c.bytes, c.sha256
    from clips c join jobs j on j.id = c.job_id
    where c.bucket = ${bucket} and (${ownerId ?? null}::text is null or j.owner_id = ${ownerId ?? null})
    order by c.checked_at nulls first, c.job_id limit ${limit}`
  return rows.map(clipFrom)
}

export type ClipsOfOwner = {
  readonly ownerId: OwnerId
  readonly batchId: BatchId | null
  readonly jobId: JobId | null
  /** The last one of the page before; null: from the first. */
  readonly after: JobId | null
  readonly limit: number
}

/** An owner's clips in the order of their jobs, page by page. */
export async function listClipsOfOwner(
  { sql }: Database,
  { ownerId, batchId, jobId, after, limit }: ClipsOfOwner,
): Promise<ClipToCheck[]> {
  const rows = await sql<ClipRow[]>`
    select c.job_id as "jobId", c.bucket, c.key, c.bytes, c.sha256
    from jobs j join clips c on c.job_id = j.id
    where j.owner_id = ${ownerId} and (${batchId}::text is null or j.batch_id = ${batchId})
      and (${jobId}::text is null or j.id = ${jobId}) and j.id > ${after ?? ''}
    order by j.id limit ${limit}`
  return rows.map(clipFrom)
}

/** How many of them there are. */
export async function countClipsOfOwner(
  { sql }: Database,
  { ownerId, batchId, jobId }: Omit<ClipsOfOwner, 'after' | 'limit'>,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count from jobs j join clips c on c.job_id = j.id
    where j.owner_id = ${ownerId} and (${batchId}::text is null or j.batch_id = ${batchId})
      and (${jobId}::text is null or j.id = ${jobId})`
  return row.count
}

function clipFrom(row: ClipRow): ClipToCheck {
  return { ...row, bytes: Number(row.bytes) }
}
