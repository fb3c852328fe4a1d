import type { JsonValue, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type AuditRecord = {
  readonly id: string
  readonly at: Date
  readonly ownerName: string
  /** A key id, `system`, or who was let in nowhere. */
  readonly actor: string
  /** Null: the actor is no key. */
  readonly actorName: string | null
  readonly action: string
  readonly target: string
  readonly reason: string | null
  readonly detail: { readonly [name: string]: JsonValue }
  readonly requestId: string | null
  readonly ip: string | null
}

/** What is null is not asked for. */
export type AuditFilter = {
  /** Null: of every owner. */
  readonly ownerId: OwnerId | null
  /** A key's id or name, or `system`. */
  readonly actor: string | null
  readonly action: string | null
  readonly target: string | null
  readonly from: Date | null
  readonly to: Date | null
  /** Part of an action, a target, a reason or a value. */
  readonly text: string | null
}

/** A page of who did what, newest first, one more than `limit`. Walks audit_entries_owner, _target, or the primary key. */
export async function listAuditEntries(
  { sql }: Database,
  filter: AuditFilter,
  page: { readonly limit: number; readonly beforeId: string | null },
): Promise<AuditRecord[]> {
  const conditions = [
    page.beforeId === null ? sql`true` : sql`a.id < ${page.beforeId}::bigint`,
    filter.ownerId && sql`a.owner_id = ${filter.ownerId}`,
    filter.actor &&
      sql`(a.actor = ${filter.actor} or a.actor in (select k.id from api_keys k where k.name = ${filter.actor}))`,
    filter.action && sql`a.action = ${filter.action}`,
    filter.target && sql`a.target = ${filter.target}`,
    filter.from && sql`a.at >= ${filter.from}`,
    filter.to && sql`a.at < ${filter.to}`,
    filter.text &&
      sql`strpos(lower(concat_ws(' ', a.action, a.target, a.reason, a.detail::text)), lower(${filter.text})) > 0`,
  ].filter((condition) => condition !== null && condition !== '')
  const where = conditions.reduce((all, condition) => sql`${all} and ${condition}`)
  return sql<AuditRecord[]>`
    select a.id::text as id, a.at, o.name as "ownerName", a.actor, k.name as "actorName", a.action, a.target, a.reason,
      a.detail, a.request_id as "requestId", a.ip
    from (select * from audit_entries a where ${where} order by a.id desc limit ${page.limit + 1}) a
    join owners o on o.id = a.owner_id
    left join api_keys k on k.id = a.actor
    order by a.id desc`
}
