import type { Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** What a key may spend. Null: it has no such cap. */
export type KeyCaps = {
  readonly inAll: { readonly capTicks: Ticks; readonly spentTicks: Ticks } | null
  readonly dayCapTicks: Ticks | null
}

/** Spent is what was charged, is reserved, or may have been charged. Reads as it is now; the claim is what holds it. */
export async function readKeyCaps({ sql }: Database, keyId: string): Promise<KeyCaps> {
  const [row] = await sql<
    { day_cap_ticks: bigint | null; cap_ticks: bigint | null; spent_ticks: bigint | null }[]
  >`
    select k.day_cap_ticks, a.cap_ticks, a.reserved_ticks + a.charged_ticks + a.contingent_ticks as spent_ticks
    from api_keys k left join accounts a on a.kind = 'key' and a.key_id = k.id
    where k.id = ${keyId}`
  const { cap_ticks: capTicks = null, spent_ticks: spentTicks = null, day_cap_ticks = null } = row ?? {}
  return {
    inAll: capTicks === null ? null : { capTicks, spentTicks: spentTicks ?? 0n },
    dayCapTicks: day_cap_ticks,
  }
}
