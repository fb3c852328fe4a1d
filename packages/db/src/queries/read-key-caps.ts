import type { Commitment, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** What a key may spend. Null: it has no such cap. */
export type KeyCaps = {
  readonly inAll: { readonly capTicks: Ticks; readonly spent: Commitment } | null
  readonly dayCapTicks: Ticks | null
}

type Row = {
  readonly day_cap_ticks: bigint | null
  readonly cap_ticks: bigint | null
  readonly charged_ticks: bigint | null
  readonly reserved_ticks: bigint | null
  readonly contingent_ticks: bigint | null
}

/** Spent is what was charged, is reserved, or may have been charged. Reads as it is now; the claim is what holds it. */
export async function readKeyCaps({ sql }: Database, keyId: string): Promise<KeyCaps> {
  const [row] = await sql<Row[]>`
    select k.day_cap_ticks, a.cap_ticks, a.charged_ticks, a.reserved_ticks, a.contingent_ticks
    from api_keys k left join accounts a on a.kind = 'key' and a.key_id = k.id
    where k.id = ${keyId}`
  return {
    inAll:
      row === undefined || row.cap_ticks === null ? null : { capTicks: row.cap_ticks, spent: spentOf(row) },
    dayCapTicks: row?.day_cap_ticks ?? null,
  }
}

function spentOf(row: Row): Commitment {
  return {
    chargedTicks: row.charged_ticks ?? 0n,
    toComeTicks: row.reserved_ticks ?? 0n,
    possibleTicks: row.contingent_ticks ?? 0n,
  }
}
