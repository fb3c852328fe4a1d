import type { JobId, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

export type PriorityChange = {
  readonly ownerId: OwnerId
  /** 0 to 9, 9 first. */
  readonly priority: number
  /** Who did it, for the audit. */
  readonly actor: string
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
}

/**
 * Gives every queued job of a batch another place in line, with one audit entry; admission goes by it at once. Answers how
 * many have it now.
 */
export async function setBatchPriority(
  { largeSql }: Database,
  change: PriorityChange & { readonly batchId: string },
): Promise<number> {
  const [row] = await withDeadlockRetry(
    () => largeSql<[{ count: number }]>`
    with before as materialized (
      select coalesce(jsonb_object_agg(priority, count), '{}') as rows_by_priority from (
        select j.priority, count(*) as count from jobs j
        where j.batch_id = ${change.batchId} and j.owner_id = ${change.ownerId} and j.queued_row is not null
        group by j.priority) p
    ),
    moved as (
      update jobs j set priority = ${change.priority}
      where j.batch_id = ${change.batchId} and j.owner_id = ${change.ownerId} and j.queued_row is not null
      returning j.id
    ),
    -- So that its record in the bucket is written again.
    touched as (
      update batches set updated_at = now() where id = ${change.batchId} and owner_id = ${change.ownerId}
      returning id
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
      select ${change.ownerId}, ${change.actor}, 'batch-prioritized', id, ${change.requestId}, ${change.ip ?? null},
        jsonb_build_object('before', jsonb_build_object('rows_by_priority', rows_by_priority),
          'after', jsonb_build_object('priority', ${change.priority}::integer))
      from touched, before
    )
    select count(*)::integer as count from moved`,
  )
  return row.count
}

/** The same for one job. False: it is not queued, or not the owner's. */
export async function setJobPriority(
  { sql }: Database,
  change: PriorityChange & { readonly jobId: JobId },
): Promise<boolean> {
  const rows = await sql`
    with before as materialized (
      select j.id, j.priority from jobs j
      where j.id = ${change.jobId} and j.owner_id = ${change.ownerId} and j.state = 'queued' for no key update
    ),
    moved as (
      update jobs j set priority = ${change.priority} from before where j.id = before.id
      returning j.id, j.owner_id, before.priority as was
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select owner_id, ${change.actor}, 'job-prioritized', id, ${change.requestId}, ${change.ip ?? null},
      jsonb_build_object('before', jsonb_build_object('priority', was),
        'after', jsonb_build_object('priority', ${change.priority}::integer))
    from moved returning 1`
  return rows.length > 0
}
