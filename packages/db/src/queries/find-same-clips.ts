import type { Clip, JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A clip that comes again and again is compared so often at most, as in find-media-twins. */
const comparedMax = 1_000
const foundMax = 5

/**
 * Other jobs of the same owner whose kept clip is byte for byte the same, lies in the same bucket and is not known to be
 * damaged: what was reused, or rendered twice. Newest first. Reads clips_by_media.
 */
export async function findSameClips(
  { sql }: Database,
  { jobId, clip }: { readonly jobId: JobId; readonly clip: Pick<Clip, 'mediaSha256' | 'sha256' | 'bucket'> },
): Promise<JobId[]> {
  const rows = await sql<{ job_id: JobId }[]>`
    select c.job_id from (
      select job_id, sha256, bucket, damage from clips where media_sha256 = ${clip.mediaSha256}
      order by job_id desc limit ${comparedMax}
    ) c
    where c.job_id <> ${jobId} and c.sha256 = ${clip.sha256} and c.bucket = ${clip.bucket} and c.damage is null
      and (select owner_id from jobs where id = c.job_id) = (select owner_id from jobs where id = ${jobId})
    order by c.job_id desc limit ${foundMax}`
  return rows.map((row) => row.job_id)
}
