import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type ClipMedia = { readonly jobId: JobId; readonly mediaSha256: string }

/**
 * For each job whose clip has just come: the newest other archived job of the same owner that asked for something else
 * (prompt, images or source) and has the very same media. Jobs without one are left out. Reads clips_by_media.
 */
export async function findMediaTwins(
  { sql }: Database,
  clips: readonly ClipMedia[],
): Promise<ReadonlyMap<JobId, JobId>> {
  const rows = await sql<{ id: JobId; twin_id: JobId }[]>`
    select j.id, twin.id as twin_id
    from unnest(${clips.map(({ jobId }) => jobId)}::text[], ${clips.map(({ mediaSha256 }) => mediaSha256)}::text[])
      as came (job_id, media_sha256)
    join jobs j on j.id = came.job_id
    cross join lateral (
      select t.id from clips c join jobs t on t.id = c.job_id
      where c.media_sha256 = came.media_sha256 and c.job_id <> j.id and t.owner_id = j.owner_id
        and (t.prompt, t.image_urls, t.video_url) is distinct from (j.prompt, j.image_urls, j.video_url)
      order by c.job_id desc limit 1
    ) twin`
  return new Map(rows.map((row) => [row.id, row.twin_id]))
}
