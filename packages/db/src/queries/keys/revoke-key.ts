import type { Database } from '../../open-database.ts'

export type KeyRevocation = {
  readonly id: string
  readonly reason: string
  readonly by: { readonly actor: string; readonly requestId: string; readonly ip: string }
}

/** Ends a key for good, with its audit entry. What was revoked before keeps its time and its entry. */
export async function revokeKey({ sql }: Database, { id, reason, by }: KeyRevocation): Promise<void> {
  await sql`
    with revoked as (
      update api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning id, owner_id, revoked_at
    )
    insert into audit_entries (owner_id, actor, action, target, reason, request_id, ip, detail)
    select owner_id, ${by.actor}, 'key-revoked', id, ${reason}, ${by.requestId}, ${by.ip},
      jsonb_build_object('before', jsonb_build_object('revoked_at', null), 'after', jsonb_build_object('revoked_at', revoked_at))
    from revoked`
}
