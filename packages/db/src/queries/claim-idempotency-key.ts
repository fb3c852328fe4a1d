import type { JsonValue, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A request that carries an Idempotency-Key. */
export type IdempotentRequest = {
  readonly ownerId: OwnerId
  readonly key: string
  readonly method: string
  /** Without the query, which is part of the hash. */
  readonly path: string
  readonly hash: string
}

/** A request that holds its key, to carry out its order. */
export type IdempotentClaim = IdempotentRequest & {
  readonly order: string
  /** Tells this holder from the next one; as Postgres writes it, to the microsecond. */
  readonly claimedAt: string
}

export type RememberedReply =
  | {
      readonly outcome: 'done'
      readonly statusCode: number
      readonly body: JsonValue
      readonly resourceId: string | null
    }
  | { readonly outcome: 'in-progress' }
  /** The key belongs to another request. */
  | { readonly outcome: 'conflict' }
  /** The key is free: never used, or forgotten in between. */
  | { readonly outcome: 'free' }

/**
 * Takes the key for this request, when its order is now ours to carry out; else null. A key is free after its 24 hours,
 * and again when the request that took it left no answer for two minutes: its process died, or is slow and may yet go on
 * beside us. The order keeps its name then, by which each finds in the history of a job what the other has done; the key
 * takes an answer of its last holder only.
 */
export async function claimIdempotencyKey(
  db: Database,
  request: IdempotentRequest,
  order: string,
): Promise<IdempotentClaim | null> {
  const [row] = await db.sql<{ order: string; claimedAt: string }[]>`
    insert into idempotency_keys as k (owner_id, key, method, path, request_hash, resource_id)
    values (${request.ownerId}, ${request.key}, ${request.method}, ${request.path}, ${request.hash}, ${order})
    on conflict (owner_id, key) do update set method = excluded.method, path = excluded.path,
      request_hash = excluded.request_hash, status_code = null, body = null,
      resource_id = case when k.expires_at > now() then coalesce(k.resource_id, excluded.resource_id)
        else excluded.resource_id end,
      created_at = now(), expires_at = now() + interval '24 hours'
      where k.expires_at <= now()
        or (k.status_code is null and k.created_at < now() - interval '2 minutes'
          and (k.method, k.path, k.request_hash) = (excluded.method, excluded.path, excluded.request_hash))
    returning resource_id as order, created_at::text as "claimedAt"`
  return row === undefined ? null : { ...request, ...row }
}

/** What became of the request that took the key first. */
export async function readIdempotencyKey(db: Database, request: IdempotentRequest): Promise<RememberedReply> {
  const [row] = await db.sql<
    {
      method: string
      path: string
      request_hash: string
      resource_id: string | null
      status_code: number | null
      body: JsonValue
    }[]
  >`
    select method, path, request_hash, resource_id, status_code, body from idempotency_keys
    where owner_id = ${request.ownerId} and key = ${request.key} and expires_at > now()`
  if (row === undefined) return { outcome: 'free' }
  const isSame =
    row.method === request.method && row.path === request.path && row.request_hash === request.hash
  if (!isSame) return { outcome: 'conflict' }
  if (row.status_code === null) return { outcome: 'in-progress' }
  return { outcome: 'done', statusCode: row.status_code, body: row.body, resourceId: row.resource_id }
}

/** Keeps the answer for whoever repeats the request; not of a holder that another has succeeded. */
export async function keepIdempotentReply(
  db: Database,
  claim: IdempotentClaim,
  reply: { readonly statusCode: number; readonly body: JsonValue },
): Promise<void> {
  await db.sql`
    update idempotency_keys set status_code = ${reply.statusCode}, body = ${JSON.stringify(reply.body)}::text::jsonb
    where ${isHeldBy(db, claim)}`
}

/**
 * Frees the key of a request that failed, so that the same may be tried again at once: under its order, of which a part
 * may be done.
 */
export async function releaseIdempotencyKey(db: Database, claim: IdempotentClaim): Promise<void> {
  await db.sql`
    update idempotency_keys set created_at = now() - interval '3 minutes' where ${isHeldBy(db, claim)}`
}

function isHeldBy({ sql }: Database, { ownerId, key, claimedAt }: IdempotentClaim) {
  return sql`
    owner_id = ${ownerId} and key = ${key} and created_at = ${claimedAt}::text::timestamptz and status_code is null`
}
