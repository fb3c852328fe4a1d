import type { JobId, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A row whose clip we may have already. */
export type ReuseWish = {
  readonly place: number
  /** Its content as the row names it, and as it reads when the upstream is named, or left to the default. */
  readonly contentHashes: readonly [string, string]
  /** The one that would render it. */
  readonly upstream: string
}

/**
 * For each place the newest archived job of the same owner that asked the same of the same upstream, whose clip lies in
 * this bucket, is not known to be damaged and is what was asked for. Tasks made elsewhere are left out: what they were
 * asked is only said. Reads jobs_reusable, twice for each row.
 */
export async function findReusable(
  { sql, largeSql }: Database,
  search: { readonly ownerId: OwnerId; readonly bucket: string; readonly rows: readonly ReuseWish[] },
): Promise<ReadonlyMap<number, JobId>> {
  const { ownerId, bucket, rows } = search
  if (rows.length === 0) return new Map()
  const found = await (rows.length < largeFrom ? sql : largeSql)<{ place: number; job_id: JobId }[]>`
    select w.place, o.id as job_id
    from unnest(${rows.map(({ place }) => place)}::integer[], ${rows.map((row) => row.contentHashes[0])}::text[],
      ${rows.map((row) => row.contentHashes[1])}::text[], ${rows.map((row) => row.upstream)}::text[])
      as w (place, named, unnamed, upstream)
    cross join lateral (
      select j.id from unnest(array[w.named, w.unnamed]) as h (content_hash)
      cross join lateral (
        select id from jobs t
        where t.owner_id = ${ownerId} and t.content_hash = h.content_hash and t.state = 'archived'
          and t.upstream = w.upstream and not t.adopted and t.mismatch = '[]'
          and exists (select from clips c where c.job_id = t.id and c.damage is null and c.bucket = ${bucket})
        order by t.id desc limit 1
      ) j
      order by j.id desc limit 1
    ) o`
  return new Map(found.map(({ place, job_id }) => [place, job_id]))
}

/** From this size on a busy machine may need longer than other statements are allowed. */
const largeFrom = 2_000
