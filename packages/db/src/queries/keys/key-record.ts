import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Sql } from '../../open-database.ts'

/** What a key may ask for beyond its scopes, all but the cap of its account. Null: no limit of its own. */
export type KeyTerms = {
  readonly dayCapTicks: Ticks | null
  readonly maxInFlight: number | null
  readonly requestsPerMinute: number | null
  readonly allowedUpstreams: readonly string[] | null
  readonly allowedModels: readonly string[] | null
  readonly maxDurationS: number | null
}

export type KeySpending = {
  readonly capTicks: Ticks | null
  readonly chargedTicks: Ticks
  readonly reservedTicks: Ticks
  /** May have been charged beyond that; nobody can say yet. */
  readonly contingentTicks: Ticks
}

/** A key as it is shown: never with its secret. */
export type KeyRecord = KeyTerms & {
  readonly id: string
  readonly name: string
  readonly ownerId: OwnerId
  readonly ownerName: string
  /** Null: the configuration's key, or one that was restored without its secret. */
  readonly lastFour: string | null
  readonly scopes: readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** Sampled, not exact. */
  readonly lastUsedAt: Date | null
  /** Null: nothing is counted for it. */
  readonly inAll: KeySpending | null
  /** Of the day that runs in `timeZone`. Null: it has no cap by the day, or nothing was reserved today. */
  readonly today: KeySpending | null
}

type SpendingRow = {
  readonly cap_ticks: string | null
  readonly charged_ticks: string
  readonly reserved_ticks: string
  readonly contingent_ticks: string
}

export type KeyRow = {
  readonly id: string
  readonly name: string
  readonly owner_id: OwnerId
  readonly owner_name: string
  readonly last_four: string | null
  readonly scopes: readonly string[]
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly revoked_at: Date | null
  readonly last_used_at: Date | null
  readonly day_cap_ticks: string | null
  readonly max_in_flight: number | null
  readonly requests_per_minute: number | null
  readonly allowed_upstreams: readonly string[] | null
  readonly allowed_models: readonly string[] | null
  readonly max_duration_s: number | null
  readonly in_all: SpendingRow | null
  readonly today: SpendingRow | null
}

/** `k` is the row of `api_keys`. Money is text, since it outgrows a JSON number. */
export function keyColumns(sql: Sql, timeZone: string) {
  const spending = sql`jsonb_build_object('cap_ticks', a.cap_ticks::text, 'charged_ticks', a.charged_ticks::text,
    'reserved_ticks', a.reserved_ticks::text, 'contingent_ticks', a.contingent_ticks::text)`
  return sql`k.id, k.name, k.owner_id, (select o.name from owners o where o.id = k.owner_id) as owner_name, k.last_four,
    k.scopes, k.created_at, k.expires_at, k.revoked_at, k.last_used_at, k.day_cap_ticks::text as day_cap_ticks,
    k.max_in_flight, k.requests_per_minute, k.allowed_upstreams, k.allowed_models, k.max_duration_s,
    (select ${spending} from accounts a where a.kind = 'key' and a.key_id = k.id) as in_all,
    (select ${spending} from accounts a where a.kind = 'day' and a.key_id = k.id
      and a.on_day = (now() at time zone ${timeZone})::date) as today`
}

export function keyRecordFromRow(row: KeyRow): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    lastFour: row.last_four,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    dayCapTicks: row.day_cap_ticks === null ? null : BigInt(row.day_cap_ticks),
    maxInFlight: row.max_in_flight,
    requestsPerMinute: row.requests_per_minute,
    allowedUpstreams: row.allowed_upstreams,
    allowedModels: row.allowed_models,
    maxDurationS: row.max_duration_s,
    inAll: spendingOf(row.in_all),
    today: spendingOf(row.today),
  }
}

function spendingOf(row: SpendingRow | null): KeySpending | null {
  if (row === null) return null
  return {
    capTicks: row.cap_ticks === null ? null : BigInt(row.cap_ticks),
    chargedTicks: BigInt(row.charged_ticks),
    reservedTicks: BigInt(row.reserved_ticks),
    contingentTicks: BigInt(row.contingent_ticks),
  }
}
