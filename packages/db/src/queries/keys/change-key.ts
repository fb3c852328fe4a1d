import type { JsonValue, Ticks } from '@reelkeep/core'
import type { Database, Sql } from '../../open-database.ts'

/** What is not named stays as it is. */
export type KeyChange = {
  readonly name?: string
  readonly expiresAt?: Date | null
  readonly capTicks?: Ticks | null
  readonly dayCapTicks?: Ticks | null
  readonly maxInFlight?: number | null
  readonly requestsPerMinute?: number | null
  readonly allowedUpstreams?: readonly string[] | null
  readonly allowedModels?: readonly string[] | null
  readonly maxDurationS?: number | null
}

export type KeyChangeOrder = {
  readonly id: string
  readonly change: KeyChange
  /** For a key that has no account yet. */
  readonly accountId: string
  readonly by: { readonly actor: string; readonly requestId: string; readonly ip: string }
}

/**
 * Changes a key that is not revoked, its account and the audit in one statement. Admission brings the accounts of days
 * up to date before it sends anything more of the key. False: there is no such key, or it is revoked.
 */
export async function changeKey({ sql }: Database, order: KeyChangeOrder): Promise<boolean> {
  const { id, change, by } = order
  const after = auditedChange(change)
  const setsCap = change.capTicks !== undefined
  const rows = await sql`
    with before as materialized (
      select k.*, (select a.cap_ticks::text from accounts a where a.kind = 'key' and a.key_id = k.id) as cap_ticks
      from api_keys k where k.id = ${id} and k.revoked_at is null for no key update
    ),
    changed as (
      update api_keys k set ${assignments(sql, change)} from before where k.id = before.id
      returning k.id, k.owner_id
    ),
    capped as (
      insert into accounts (id, owner_id, kind, key_id, cap_ticks)
      select ${order.accountId}, owner_id, 'key', id, ${textOf(change.capTicks)}::bigint from changed where ${setsCap}
      on conflict (key_id) where kind = 'key' do update set cap_ticks = excluded.cap_ticks
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, detail, request_id, ip)
      select changed.owner_id, ${by.actor}, 'key-changed', changed.id,
        jsonb_build_object(
          'before', (select jsonb_object_agg(name, to_jsonb(before) -> name)
            from unnest(${Object.keys(after)}::text[]) as name),
          'after', ${JSON.stringify(after)}::text::jsonb),
        ${by.requestId}, ${by.ip}
      from changed, before
    )
    select id from changed`
  return rows.length > 0
}

function assignments(sql: Sql, change: KeyChange) {
  const list = [
    sql`name = coalesce(${change.name ?? null}::text, k.name)`,
    ...(change.expiresAt === undefined ? [] : [sql`expires_at = ${change.expiresAt}::timestamptz`]),
    ...(change.dayCapTicks === undefined ? [] : [sql`day_cap_ticks = ${textOf(change.dayCapTicks)}::bigint`]),
    ...(change.maxInFlight === undefined ? [] : [sql`max_in_flight = ${change.maxInFlight}::integer`]),
    ...(change.requestsPerMinute === undefined
      ? []
      : [sql`requests_per_minute = ${change.requestsPerMinute}::integer`]),
    ...(change.allowedUpstreams === undefined
      ? []
      : [sql`allowed_upstreams = ${listOf(change.allowedUpstreams)}::text[]`]),
    ...(change.allowedModels === undefined
      ? []
      : [sql`allowed_models = ${listOf(change.allowedModels)}::text[]`]),
    ...(change.maxDurationS === undefined ? [] : [sql`max_duration_s = ${change.maxDurationS}::integer`]),
  ]
  return list.reduce((all, one) => sql`${all}, ${one}`)
}

/** What was set, under the columns' names. */
function auditedChange(change: KeyChange): { readonly [column: string]: JsonValue } {
  return {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt?.toISOString() ?? null }),
    ...(change.capTicks === undefined ? {} : { cap_ticks: textOf(change.capTicks) }),
    ...(change.dayCapTicks === undefined ? {} : { day_cap_ticks: textOf(change.dayCapTicks) }),
    ...(change.maxInFlight === undefined ? {} : { max_in_flight: change.maxInFlight }),
    ...(change.requestsPerMinute === undefined ? {} : { requests_per_minute: change.requestsPerMinute }),
    ...(change.allowedUpstreams === undefined ? {} : { allowed_upstreams: listOf(change.allowedUpstreams) }),
    ...(change.allowedModels === undefined ? {} : { allowed_models: listOf(change.allowedModels) }),
    ...(change.maxDurationS === undefined ? {} : { max_duration_s: change.maxDurationS }),
  }
}

function listOf(values: readonly string[] | null): string[] | null {
  return values === null ? null : [...values]
}

function textOf(ticks: Ticks | null | undefined): string | null {
  return ticks === null || ticks === undefined ? null : String(ticks)
}
