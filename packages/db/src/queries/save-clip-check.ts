import type { JobId, JsonValue } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** `other_hash`: the right number of bytes, and other ones. */
export type ClipDamage = 'missing' | 'other_length' | 'other_hash'

export type ClipCheck = {
  readonly jobId: JobId
  /** Null: the stored object is what was kept. */
  readonly damage: ClipDamage | null
  /** What was wanted and what was found, for the history. */
  readonly detail: { readonly [key: string]: JsonValue }
}

/**
 * Notes when a clip was checked and what was found. What is news goes into the job's history, once: `clip-damaged` when
 * the damage is another than before, `clip-mended` when it is gone. Answers whether it was news.
 */
export async function saveClipCheck(
  { sql }: Database,
  { jobId, damage, detail }: ClipCheck,
): Promise<boolean> {
  const rows = await sql`
    with locked as materialized (select id from jobs where id = ${jobId} for no key update),
    before as materialized (
      select c.job_id, c.damage from locked l join clips c on c.job_id = l.id for update of c
    ),
    checked as (
      update clips c set checked_at = now(), damage = ${damage}
      from before b where c.job_id = b.job_id
    ),
    moved as (
      update jobs j set version = j.version + 1, last_seq = j.last_seq + 1
      from before b where j.id = b.job_id and b.damage is distinct from ${damage}
      returning j.id, j.created_on, j.last_seq, j.state
    )
    insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
    select created_on, id, last_seq, ${damage === null ? 'clip-mended' : 'clip-damaged'}, state, state,
      ${JSON.stringify(detail)}::text::jsonb
    from moved returning seq`
  return rows.length > 0
}
