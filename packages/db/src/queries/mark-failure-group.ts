import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { FailureGroupStatus } from './list-failure-groups.ts'

/**
 * Keeps what a person says about a group of failures, with its audit entry in the same statement. False: the owner has no
 * such group.
 */
export async function markFailureGroup(
  { sql }: Database,
  mark: {
    readonly ownerId: OwnerId
    readonly fingerprint: string
    readonly status: FailureGroupStatus
    readonly reason: string | null
    readonly keyId: string
    readonly requestId: string
    readonly ip?: string
  },
): Promise<boolean> {
  const { ownerId, fingerprint, status, reason, keyId, requestId, ip } = mark
  const audited = sql`
    insert into audit_entries (owner_id, actor, action, target, reason, request_id, ip, detail)
    select ${ownerId}, ${keyId}, ${`failures-${status}`}, ${fingerprint}, ${reason}, ${requestId}, ${ip ?? null},
      jsonb_build_object('before', jsonb_build_object('status', was), 'after', jsonb_build_object('status', ${status}::text))
    from known
    returning 1`
  const known = sql`
    known as (
      select coalesce((select s.status from failure_groups s
        where s.owner_id = ${ownerId} and s.fingerprint = ${fingerprint}), 'open') as was
      from failures where owner_id = ${ownerId} and fingerprint = ${fingerprint} limit 1)`
  const rows =
    status === 'open'
      ? await sql`
          with ${known},
          forgotten as (delete from failure_groups where owner_id = ${ownerId} and fingerprint = ${fingerprint})
          ${audited}`
      : await sql`
          with ${known},
          kept as (
            insert into failure_groups (owner_id, fingerprint, status, reason, by_key)
            select ${ownerId}, ${fingerprint}, ${status}, ${reason}, ${keyId} from known
            on conflict (owner_id, fingerprint) do update
              set status = excluded.status, reason = excluded.reason, by_key = excluded.by_key, at = now()
          )
          ${audited}`
  return rows.length > 0
}
