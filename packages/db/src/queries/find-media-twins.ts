import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type ClipMedia = { readonly jobId: JobId; readonly mediaSha256: string }

/** Of a clip that comes again and again so many are looked at: enough, unless one prompt has had it so often. */
const clipsComparedMax = 1_000

/**
 * For each job whose clip has just come: the newest other archived job of the same owner that asked for something else
 * (prompt, images or source) and has the very same media. Jobs without one are left out. Reads clips_by_media; the limit
 * and the comparison inside keep a table without statistics from being joined whole.
 */
export async function findMediaTwins(
  { sql }: Database,
  clips: readonly ClipMedia[],
): Promise<ReadonlyMap<JobId, JobId>> {
  const rows = await sql<{ id: JobId; twin_id: JobId }[]>`
    select j.id, twin.job_id as twin_id
    from unnest(${clips.map(({ jobId }) => jobId)}::text[], ${clips.map(({ mediaSha256 }) => mediaSha256)}::text[])
      as came (job_id, media_sha256)
    cross join lateral (
      select id, owner_id, prompt, image_urls, video_url from jobs where id = came.job_id limit 1
    ) j
    cross join lateral (
      select c.job_id from (
        select job_id from clips where media_sha256 = came.media_sha256
        order by job_id desc limit ${clipsComparedMax}
      ) c
      where c.job_id <> j.id and (
        select t.owner_id = j.owner_id
          and (t.prompt, t.image_urls, t.video_url) is distinct from (j.prompt, j.image_urls, j.video_url)
        from jobs t where t.id = c.job_id)
      order by c.job_id desc limit 1
    ) twin`
  return new Map(rows.map((row) => [row.id, row.twin_id]))
}
