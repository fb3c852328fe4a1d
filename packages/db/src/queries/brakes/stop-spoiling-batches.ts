import type { BatchId, JsonValue } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../../open-database.ts'

export type BrakedBatch = {
  readonly id: BatchId
  readonly detail: { readonly [name: string]: JsonValue }
}

/** Jobs named in the figures, for a person to look at. */
const samplesMax = 10

/**
 * Pauses those of the batches whose share of spoiled rows is reached, with the figures and an audit entry, in one
 * statement. Judged are the current jobs of rows that ended since a person last let the batch go on, without failures that
 * cost nothing and may end well when they are sent again. Spoiled is what failed and was or may have been charged, what was
 * moderated, and a clip whose media another clip of the batch has, for another wish. A batch that moved in between, as by
 * a resume, is left alone: the next look judges it anew.
 */
export async function stopSpoilingBatches(
  { sql }: Database,
  ids: readonly BatchId[],
): Promise<BrakedBatch[]> {
  if (ids.length === 0) return []
  return sql<BrakedBatch[]>`
    with judged as materialized (
      select b.id, b.revision, b.stop_failed_share, b.stop_after, b.judged_from, f.*,
        f.charged_failures + f.moderated + f.repeated as spoiled
      from batches b
      cross join lateral (
        select count(*)::integer as judged,
          count(*) filter (where e.trouble = 'charged')::integer as charged_failures,
          count(*) filter (where e.trouble = 'moderated')::integer as moderated,
          count(*) filter (where e.trouble = 'repeated')::integer as repeated,
          coalesce(sum(coalesce(e.charged_ticks, 0) + coalesce(e.contingent_ticks, 0))
            filter (where e.trouble is not null), 0) as ticks,
          -- The same, real and simulated money apart.
          jsonb_build_array(${spoiledPart(sql, false)}, ${spoiledPart(sql, true)}) as parts,
          (array_agg(e.id order by e.finished_at desc) filter (where e.trouble is not null))[1:${samplesMax}::integer] as samples
        from (
          select j.id, j.finished_at, j.charged_ticks, j.contingent_ticks, j.simulated, case
            when j.spoiled_batch is null then null
            when j.reason = 'moderated' then 'moderated'
            when j.state = 'failed' then 'charged'
            when exists (
              select from clips own
              join clips other on other.media_sha256 = own.media_sha256 and other.job_id <> own.job_id
              join jobs t on t.id = other.job_id
              where own.job_id = j.id and t.batch_id = j.batch_id
                and (t.prompt, t.image_urls, t.video_url) is distinct from (j.prompt, j.image_urls, j.video_url)
            ) then 'repeated'
          end as trouble
          from jobs j
          where j.batch_id = b.id and j.is_current and j.state in ('archived', 'failed')
            and (b.judged_from is null or j.finished_at > b.judged_from)
            and (j.spoiled_batch is not null or j.state = 'archived' or not (j.failure ->> 'retryable')::boolean)
        ) e
      ) f
      where b.id = any(${[...ids]}::text[]) and b.state = 'running' and b.stop_failed_share is not null
        and exists (select from jobs q where q.batch_id = b.id and q.queued_row is not null)
    ),
    stopped as (
      update batches b set state = 'paused', pause_reason = 'stop_when', paused_at = now(),
        revision = b.revision + 1, updated_at = now(),
        pause_detail = jsonb_build_object('failed_share', g.stop_failed_share, 'after', g.stop_after, 'judged', g.judged,
          'spoiled', g.spoiled, 'share', round(g.spoiled::numeric / g.judged, 4), 'charged_failures', g.charged_failures,
          'moderated', g.moderated, 'repeated', g.repeated, 'ticks', g.ticks::text, 'parts', g.parts,
          'since', g.judged_from, 'samples', g.samples)
      from judged g
      where b.id = g.id and b.state = 'running' and b.revision = g.revision and g.judged >= g.stop_after
        and g.spoiled > 0 and g.spoiled + 1e-9 >= g.stop_failed_share * g.judged
      returning b.id, b.owner_id, b.pause_detail
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, reason, detail)
      select owner_id, 'system', 'batch-paused', id, 'stop_when', pause_detail from stopped
    )
    select id, pause_detail as detail from stopped order by id`
}

/** Of `e`; one of which nothing was spoiled counts 0. */
function spoiledPart(sql: Sql, simulated: boolean): PendingQuery<Row[]> {
  const own = sql`filter (where e.trouble is not null and e.simulated = ${simulated}::boolean)`
  return sql`jsonb_build_object('simulated', ${simulated}::boolean, 'count', count(*) ${own},
    'ticks', coalesce(sum(coalesce(e.charged_ticks, 0) + coalesce(e.contingent_ticks, 0)) ${own}, 0)::text)`
}
