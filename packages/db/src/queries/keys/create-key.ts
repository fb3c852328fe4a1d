import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import type { IdempotentRequest } from '../claim-idempotency-key.ts'
import type { KeyTerms } from './key-record.ts'

export type NewKey = KeyTerms & {
  readonly id: string
  readonly name: string
  /** Made when there is none of this name yet. */
  readonly owner: { readonly id: OwnerId; readonly name: string }
  /** Never the secret itself. */
  readonly secretHash: string
  readonly lastFour: string
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
  /** Counts what the key spends from its first job on, whether or not that is capped. */
  readonly account: { readonly id: string; readonly capTicks: Ticks | null }
  /** Who made it. */
  readonly by: { readonly actor: string; readonly requestId: string; readonly ip: string }
}

/**
 * Makes a key with its owner, its account, its audit entry and the remembered Idempotency-Key, in one statement. False:
 * the Idempotency-Key is taken, nothing was done.
 */
export async function createKey(
  { sql }: Database,
  key: NewKey,
  request: IdempotentRequest | null,
): Promise<boolean> {
  const detail = {
    name: key.name,
    owner: key.owner.name,
    scopes: key.scopes,
    expires_at: key.expiresAt,
    ...auditedTerms(key),
    cap_ticks: key.account.capTicks?.toString() ?? null,
  }
  const rows = await sql`
    with claimed as (
      insert into idempotency_keys as k (owner_id, key, method, path, request_hash, resource_id, status_code)
      select ${request?.ownerId ?? ''}, ${request?.key ?? ''}, ${request?.method ?? ''}, ${request?.path ?? ''},
        ${request?.hash ?? ''}, ${key.id}, 201
      where ${request !== null}
      on conflict (owner_id, key) do update set method = excluded.method, path = excluded.path,
        request_hash = excluded.request_hash, resource_id = excluded.resource_id, status_code = excluded.status_code,
        body = null, created_at = now(), expires_at = now() + interval '24 hours'
        where k.expires_at <= now()
      returning 1
    ),
    owner as (
      insert into owners (id, name)
      select ${key.owner.id}, ${key.owner.name} where ${request === null} or exists (select from claimed)
      -- Written over with itself, for only a written row is returned.
      on conflict (name) do update set name = excluded.name
      returning id
    ),
    made as (
      insert into api_keys (id, owner_id, name, secret_hash, last_four, scopes, expires_at, day_cap_ticks,
        max_in_flight, requests_per_minute, allowed_upstreams, allowed_models, max_duration_s)
      select ${key.id}, owner.id, ${key.name}, ${key.secretHash}, ${key.lastFour}, ${[...key.scopes]}::text[],
        ${key.expiresAt}::timestamptz, ${ticksText(key.dayCapTicks)}::bigint, ${key.maxInFlight}::integer,
        ${key.requestsPerMinute}::integer, ${listOf(key.allowedUpstreams)}::text[],
        ${listOf(key.allowedModels)}::text[], ${key.maxDurationS}::integer
      from owner
      returning id, owner_id
    ),
    account as (
      -- Nothing was spent before: the key is new.
      insert into accounts (id, owner_id, kind, key_id, cap_ticks, carried_ticks)
      select ${key.account.id}, owner_id, 'key', id, ${ticksText(key.account.capTicks)}::bigint, 0 from made
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, detail, request_id, ip)
      select owner_id, ${key.by.actor}, 'key-created', id, ${JSON.stringify(detail)}::text::jsonb,
        ${key.by.requestId}, ${key.by.ip}
      from made
    )
    select id from made`
  return rows.length > 0
}

/** The terms under their columns' names. */
function auditedTerms(terms: KeyTerms) {
  return {
    day_cap_ticks: terms.dayCapTicks?.toString() ?? null,
    max_in_flight: terms.maxInFlight,
    requests_per_minute: terms.requestsPerMinute,
    allowed_upstreams: terms.allowedUpstreams,
    allowed_models: terms.allowedModels,
    max_duration_s: terms.maxDurationS,
  }
}

function listOf(values: readonly string[] | null): string[] | null {
  return values === null ? null : [...values]
}

function ticksText(ticks: Ticks | null): string | null {
  return ticks === null ? null : String(ticks)
}
