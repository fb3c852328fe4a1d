import type { Clip, JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * Notes that a damaged clip lies in the bucket whole again, under the same key or another one, with a line in the job's
 * history. Moves nothing when somebody else has moved the clip meanwhile. Answers whether it did.
 */
export async function saveMendedClip(
  { sql }: Database,
  wanted: {
    readonly jobId: JobId
    readonly from: Pick<Clip, 'key' | 'bytes' | 'sha256'>
    readonly to: Pick<Clip, 'bucket' | 'key'>
    readonly by: string
    readonly operation: string
  },
): Promise<boolean> {
  const { from, to, by, operation } = wanted
  const detail = JSON.stringify({ by, operation, key: to.key, bytes: from.bytes, sha256: from.sha256 })
  const rows = await sql`
    with locked as materialized (select id from jobs where id = ${wanted.jobId} for no key update),
    mended as (
      update clips c set bucket = ${to.bucket}, key = ${to.key}, checked_at = now(), damage = null
      from locked l where c.job_id = l.id and c.key = ${from.key} and c.damage is not null
      returning c.job_id
    ),
    moved as (
      update jobs j set version = j.version + 1, last_seq = j.last_seq + 1
      from mended m where j.id = m.job_id
      returning j.id, j.created_on, j.last_seq, j.state
    )
    insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
    select created_on, id, last_seq, 'clip-mended', state, state, ${detail}::text::jsonb
    from moved returning seq`
  return rows.length > 0
}
