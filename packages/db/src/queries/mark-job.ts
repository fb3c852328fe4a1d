import type { JobId, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type Mark = 'keep' | 'redo'

export type JobMark = {
  readonly mark: Mark
  readonly note: string | null
  /** The key of who set it. */
  readonly by: string
  readonly at: Date
}

/**
 * Keeps, changes or takes back what a person makes of a clip, with its audit entry. A job without a clip takes no mark.
 * The same again changes nothing. The job's version goes up, so that its record in the bucket tells of it. False: nothing
 * was changed.
 */
export async function markJob(
  { sql }: Database,
  wish: {
    readonly ownerId: OwnerId
    readonly id: JobId
    /** Null takes it back. */
    readonly mark: Mark | null
    readonly note: string | null
    readonly actor: string
    readonly requestId: string
    readonly ip: string
  },
): Promise<boolean> {
  const { ownerId, id, mark, note, actor, requestId, ip } = wish
  const rows = await sql`
    with marked as materialized (
      select j.id, m.mark, m.note from jobs j left join job_marks m on m.job_id = j.id
      where j.id = ${id} and j.owner_id = ${ownerId} and (j.state = 'archived' or ${mark}::text is null)
        and (m.mark, m.note) is distinct from (${mark}::text, ${note}::text)
    ),
    kept as (
      insert into job_marks (job_id, owner_id, mark, note, by_key)
      select id, ${ownerId}, ${mark}::text, ${note}::text, ${actor} from marked where ${mark}::text is not null
      on conflict (job_id) do update
        set mark = excluded.mark, note = excluded.note, by_key = excluded.by_key, at = now()
    ),
    taken_back as (
      delete from job_marks m using marked k where m.job_id = k.id and ${mark}::text is null
    ),
    told as (
      update jobs j set version = j.version + 1 from marked k where j.id = k.id
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select ${ownerId}, ${actor}, 'job-marked', id, ${requestId}, ${ip}, jsonb_build_object(
      'before', jsonb_build_object('mark', mark, 'note', note),
      'after', jsonb_build_object('mark', ${mark}::text, 'note', ${note}::text))
    from marked returning 1`
  return rows.length > 0
}
