import type { BulkAction, JsonValue, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { type JobFilter, jobConditions } from '../job-conditions.ts'
import type { QuotedPart } from '../operations.ts'
import { bulkHash } from './group-bulk-jobs.ts'

export type NewBulk = {
  readonly id: string
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly action: BulkAction
  readonly filter: JobFilter
  /** As the caller said it, for showing: filter and priority. */
  readonly options: { readonly [key: string]: JsonValue }
  /** Null: the price of a job is unknown. */
  readonly quotedTicks: Ticks | null
  /** The same, real and simulated money apart. */
  readonly quotedParts: readonly QuotedPart[]
  /** What was looked at before must match still; null: only the number is bounded. */
  readonly hash: string | null
  readonly matchedMax: number
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
}

/**
 * Begins a bulk action on what its filter matches at this moment, job by job on a list that changes no more, with its
 * audit entry. False: something else matches than what was agreed on, or it is begun already.
 */
export async function beginBulk({ sql }: Database, wanted: NewBulk): Promise<boolean> {
  const options = JSON.stringify(wanted.options)
  const rows = await sql`
    with matched as materialized (
      select j.id, j.state from jobs j where ${jobConditions(sql, wanted.ownerId, wanted.filter)}
    ),
    hashed as (${bulkHash(sql)}),
    begun as (
      insert into operations (id, owner_id, key_id, action, filter, matched, quoted_ticks, quoted_parts, state, finished_at)
      select ${wanted.id}, ${wanted.ownerId}, ${wanted.keyId}, ${wanted.action}, ${options}::text::jsonb, count,
        ${wanted.quotedTicks === null ? null : wanted.quotedTicks.toString()}::text::bigint,
        ${JSON.stringify(wanted.quotedParts)}::text::jsonb, case when count = 0 then 'finished' else 'running' end, case when count = 0 then now() end
      from hashed
      where count <= ${wanted.matchedMax} and (${wanted.hash}::text is null or coalesce(hash, '') = ${wanted.hash})
      on conflict (id) do nothing
      returning id
    ),
    listed as (
      insert into operation_jobs (operation_id, place, job_id)
      select ${wanted.id}, row_number() over (order by id), id from matched where exists (select from begun)
    )
    insert into audit_entries (owner_id, actor, action, target, detail, request_id, ip)
    select ${wanted.ownerId}, ${wanted.keyId}, ${`bulk-${wanted.action}-begun`}, id, ${options}::text::jsonb,
      ${wanted.requestId}, ${wanted.ip ?? null} from begun
    returning 1`
  return rows.length > 0
}
