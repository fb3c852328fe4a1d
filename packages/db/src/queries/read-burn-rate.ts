import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

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

/** The dearest of the day first. Reads ledger_entries_newest. */
export async function readBurnRate({ sql }: Database, ownerId: OwnerId, now: Date): Promise<BurnRate[]> {
  return sql<BurnRate[]>`
    select j.key_id as "keyId", k.name as "keyName", e.upstream, e.simulated,
      coalesce(sum(e.ticks) filter (where e.at > ${now}::timestamptz - interval '1 hour'), 0)::bigint as "hourTicks",
      coalesce(sum(e.ticks), 0)::bigint as "dayTicks", count(*) filter (where e.ticks is null)::integer as unknown
    from ledger_entries e join jobs j on j.id = e.job_id join api_keys k on k.id = j.key_id
    where e.owner_id = ${ownerId} and e.at > ${now}::timestamptz - interval '24 hours' and e.at <= ${now}
      and e.kind in ('charged', 'adjusted')
    group by j.key_id, k.name, e.upstream, e.simulated
    order by "dayTicks" desc, j.key_id, e.upstream limit 200`
}
