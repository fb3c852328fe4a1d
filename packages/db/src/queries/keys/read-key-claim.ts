import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'

/** All that is needed to let a request through, or not. */
export type KeyClaim = {
  readonly id: string
  readonly name: string
  readonly ownerId: OwnerId
  readonly ownerName: string
  /** Null: no secret fits. */
  readonly secretHash: string | null
  readonly lastFour: string | null
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly requestsPerMinute: number | null
  readonly allowedUpstreams: readonly string[] | null
  readonly allowedModels: readonly string[] | null
  readonly maxDurationS: number | null
}

/** Asked for on behalf of whoever presents a key, so it is one look-up by the primary key. */
export async function readKeyClaim({ sql }: Database, id: string): Promise<KeyClaim | null> {
  const [row] = await sql<KeyClaim[]>`
    select k.id, k.name, k.owner_id as "ownerId", o.name as "ownerName", k.secret_hash as "secretHash",
      k.last_four as "lastFour", k.scopes, k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
      k.requests_per_minute as "requestsPerMinute", k.allowed_upstreams as "allowedUpstreams",
      k.allowed_models as "allowedModels", k.max_duration_s as "maxDurationS"
    from api_keys k join owners o on o.id = k.owner_id where k.id = ${id}`
  return row ?? null
}
