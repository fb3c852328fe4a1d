import type { LedgerEntry, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type JobLedgerEntry = Pick<LedgerEntry, 'kind' | 'source'> & {
  readonly debit: string
  readonly credit: string
  /** Where the next page begins: the moment, uncut, and the charge key. */
  readonly place: string
  readonly at: Date
  readonly chargeKey: string
  readonly submissionId: string | null
  /** Null: an amount that nobody knows. */
  readonly ticks: Ticks | null
  readonly priceVersion: string | null
}

/** What was booked about a job, oldest first, after `place`; one more than `limit`. Reads ledger_entries_of_job. */
export async function listJobLedger(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
  page: { readonly limit: number; readonly after: string | null },
): Promise<JobLedgerEntry[]> {
  const [at = '', key = ''] = page.after?.split(' ') ?? []
  // As text: the driver would cut the time to milliseconds, and the page would begin again.
  const beyond =
    page.after === null ? sql`` : sql`and (e.at, e.charge_key) > (${at}::text::timestamptz, ${key})`
  return sql<JobLedgerEntry[]>`
    select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || e.charge_key as place, e.at,
      e.charge_key as "chargeKey", e.submission_id as "submissionId", e.kind, e.debit, e.credit, e.ticks, e.source,
      e.price_version as "priceVersion"
    from jobs j join ledger_entries e on e.job_id = j.id
    where j.id = ${id} and j.owner_id = ${ownerId} ${beyond}
    order by e.at, e.charge_key limit ${page.limit + 1}`
}
