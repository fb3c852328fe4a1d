// What exports stream beside jobs: page after page in an order that no new entry disturbs, never more than a page in memory.
import type { JobId, OwnerId } from '@reelkeep/core'
import type { Database, Sql } from '../open-database.ts'
import { batchNamed, type JobFilter, jobConditions } from './job-conditions.ts'

export type EntryFilter = {
  /** Id or name. */
  readonly batch: string | null
  /** Null, here and in the next: any. */
  readonly upstreams: readonly string[] | null
  readonly models: readonly string[] | null
  readonly from: Date | null
  readonly to: Date | null
}

/** One line; times ISO 8601 and ticks decimal text, as the database writes them. */
export type ExportedEntry = { readonly [column: string]: string | number | boolean | null }

type Page = { readonly after: string; readonly limit: number }

/** Oldest first, by the number each failure was given. */
export async function listFailuresToExport(
  { sql }: Database,
  ownerId: OwnerId,
  filter: EntryFilter,
  { after, limit }: Page,
): Promise<{ readonly cursor: string; readonly entry: ExportedEntry }[]> {
  return sql<{ cursor: string; entry: ExportedEntry }[]>`
    select f.id::text as cursor, jsonb_build_object(
      'failure_id', f.id::text, 'at', ${iso(sql)}, 'job_id', f.job_id, 'batch_id', f.batch_id,
      'submission_id', f.submission_id, 'upstream', f.upstream, 'model', f.model, 'step', f.step, 'reason', f.reason,
      'fingerprint', f.fingerprint, 'message', f.message, 'upstream_status', f.upstream_status, 'charged', f.charged,
      'retryable', f.retryable) as entry
    from failures f
    where f.owner_id = ${ownerId} and f.id > ${after === '' ? '0' : after}::bigint ${conditions(sql, ownerId, filter)}
    order by f.id limit ${limit}`
}

/** Oldest first. Walks ledger_entries_newest backwards. */
export async function listLedgerToExport(
  { sql }: Database,
  ownerId: OwnerId,
  filter: EntryFilter,
  { after, limit }: Page,
): Promise<{ readonly cursor: string; readonly entry: ExportedEntry }[]> {
  const [at = '', key = ''] = after.split(' ')
  // As text: the driver would cut the time to milliseconds, and the page would begin again.
  const beyond = after === '' ? sql`` : sql`and (f.at, f.charge_key) > (${at}::text::timestamptz, ${key})`
  return sql<{ cursor: string; entry: ExportedEntry }[]>`
    select ${iso(sql)} || ' ' || f.charge_key as cursor, jsonb_build_object(
      'at', ${iso(sql)}, 'charge_key', f.charge_key, 'job_id', f.job_id, 'batch_id', f.batch_id,
      'submission_id', f.submission_id, 'upstream', f.upstream, 'model', f.model, 'kind', f.kind, 'debit', f.debit,
      'credit', f.credit, 'ticks', f.ticks::text, 'source', f.source, 'price_version', f.price_version,
      'simulated', f.simulated) as entry
    from ledger_entries f where f.owner_id = ${ownerId} ${beyond} ${conditions(sql, ownerId, filter)}
    order by f.at, f.charge_key limit ${limit}`
}

/** Oldest first. */
export async function listJobsToExport(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  { after, limit }: Page,
): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select j.id from jobs j where ${jobConditions(sql, ownerId, filter)} and j.id > ${after}
    order by j.id limit ${limit}`
  return rows.map(({ id }) => id)
}

function iso(sql: Sql) {
  return sql`to_char(f.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

function conditions(sql: Sql, ownerId: OwnerId, { batch, upstreams, models, from, to }: EntryFilter) {
  return sql`
    ${batch === null ? sql`` : sql`and f.batch_id = (${batchNamed(sql, ownerId, batch)})`}
    ${upstreams === null ? sql`` : sql`and f.upstream = any(${[...upstreams]}::text[])`}
    ${models === null ? sql`` : sql`and f.model = any(${[...models]}::text[])`}
    ${from === null ? sql`` : sql`and f.at >= ${from}`}
    ${to === null ? sql`` : sql`and f.at < ${to}`}`
}
