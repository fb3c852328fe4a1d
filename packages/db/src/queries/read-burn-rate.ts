import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { readParts } from './stats/read-parts.ts'
import { spendParts } from './stats/stat-parts.ts'

/** What was charged through one key at one upstream in the last hour and the last day, by the ledger's own times. */
export type BurnRate = {
  readonly keyId: string
  readonly keyName: string
  readonly upstream: string
  readonly simulated: boolean
  readonly hourTicks: Ticks
  readonly dayTicks: Ticks
  /** Charges of the day whose amount nobody knows: the figures are at least what they say. */
  readonly unknown: number
}

const hourMs = 3_600_000

/** The dearest of the day first. */
export async function readBurnRate(db: Database, ownerId: OwnerId, now: Date): Promise<BurnRate[]> {
  const [hour, day] = await Promise.all([
    sumSince(db, ownerId, now, hourMs),
    sumSince(db, ownerId, now, 24 * hourMs),
  ])
  const hourTicks = new Map(hour.map(({ ticks, ...rate }) => [nameOf(rate), ticks]))
  return day.map(({ ticks, ...rate }) => ({
    ...rate,
    hourTicks: hourTicks.get(nameOf(rate)) ?? 0n,
    dayTicks: ticks,
  }))
}

type Sum = Omit<BurnRate, 'hourTicks' | 'dayTicks'> & { readonly ticks: Ticks }

async function sumSince(db: Database, ownerId: OwnerId, now: Date, lengthMs: number): Promise<Sum[]> {
  const { sql } = db
  const from = new Date(now.getTime() - lengthMs)
  const parts = await readParts(db, { from, to: now, timeZone: 'UTC' })
  return sql<Sum[]>`
    select p.key_id as "keyId", k.name as "keyName", p.upstream, p.simulated, sum(p.unknown)::integer as unknown,
      coalesce(sum(coalesce(p.metered_ticks, 0) + coalesce(p.estimated_ticks, 0)), 0)::bigint as ticks
    from (${spendParts(sql, { ownerId, upstream: null, model: null }, parts)}) p join api_keys k on k.id = p.key_id
    where p.metered_ticks is not null or p.estimated_ticks is not null or p.unknown > 0
    group by p.key_id, k.name, p.upstream, p.simulated
    order by ticks desc, p.key_id, p.upstream limit 200`
}

function nameOf({ keyId, upstream, simulated }: Pick<BurnRate, 'keyId' | 'upstream' | 'simulated'>): string {
  return JSON.stringify([keyId, upstream, simulated])
}
