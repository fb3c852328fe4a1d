import type { JsonValue, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type AuditEntry = {
  readonly ownerId: OwnerId
  /** A key id, or `system`. */
  readonly actor: string
  readonly action: string
  /** The id or name of what was acted on. */
  readonly target: string
  /** The person's own words, or the policy. */
  readonly reason: string | null
  /** Null: nobody asked, a policy did it. */
  readonly requestId: string | null
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
  /** What else there is to know, such as the values before and after. No prompt, key or link. */
  readonly detail?: { readonly [name: string]: JsonValue }
}

/** Who did what, and why: append-only. */
export async function writeAuditEntries({ sql }: Database, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => ({
    owner_id: entry.ownerId,
    actor: entry.actor,
    action: entry.action,
    target: entry.target,
    reason: entry.reason,
    request_id: entry.requestId,
    ip: entry.ip ?? null,
    detail: sql.json(entry.detail ?? {}),
  }))
  await sql`insert into audit_entries ${sql(rows)}`
}
