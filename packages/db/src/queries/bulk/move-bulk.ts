import type { JobId, OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import type { BulkOrder } from './claim-bulk.ts'

export type BulkResult = {
  readonly place: number
  readonly jobId: JobId
  readonly outcome: 'done' | 'refused' | 'skipped' | 'problem'
  /** Null: done. */
  readonly code: string | null
  readonly message: string | null
}

/**
 * Notes what became of a part of the list and gives the action back; its last part ends it. Written once: a second
 * worker that did the same part moves nothing.
 */
export async function moveBulk(
  { sql }: Database,
  { id, position }: Pick<BulkOrder, 'id' | 'position'>,
  results: readonly BulkResult[],
): Promise<void> {
  const last = results.at(-1)?.place ?? position
  await sql`
    with held as materialized (
      select id from operations where id = ${id} and coalesce(position, '0')::integer = ${position} for update
    ),
    results as materialized (
      select * from json_to_recordset(${JSON.stringify(results)}::text::json)
        as r (place integer, "jobId" text, outcome text, code text, message text)
    ),
    noted as (
      update operation_jobs o set outcome = r.outcome, code = r.code, message = r.message, at = now()
      from results r, held h where o.operation_id = h.id and o.place = r.place
    )
    update operations o set
      done = o.done + (select count(*) from results where outcome = 'done'),
      refused = o.refused + (select count(*) from results where outcome = 'refused'),
      skipped = o.skipped + (select count(*) from results where outcome = 'skipped'),
      problem_count = o.problem_count + (select count(*) from results where outcome = 'problem'),
      problems = case when jsonb_array_length(o.problems) >= 1000 then o.problems else o.problems || coalesce(
        (select jsonb_agg(jsonb_build_object('where', "jobId", 'message', message) order by place)
          from results where outcome <> 'done'), '[]'::jsonb) end,
      position = ${String(last)}, moved_at = clock_timestamp(), held_until = null,
      state = case when o.state = 'running' and (${last}::integer >= o.matched or ${results.length === 0}::boolean) then 'finished' else o.state end,
      finished_at = case when o.state = 'running' and (${last}::integer >= o.matched or ${results.length === 0}::boolean) then now() else o.finished_at end
    from held h where o.id = h.id`
}

/** Gives an action back with nothing done, such as when the worker goes down. */
export async function giveBackBulk({ sql }: Database, id: string): Promise<void> {
  await sql`update operations set held_until = null where id = ${id}`
}

/** Ends a running action after the part that is in hand; what is done stays done. False: it had ended, or is none. */
export async function cancelOperation(
  { sql }: Database,
  wanted: {
    readonly ownerId: OwnerId
    readonly id: string
    readonly keyId: string
    readonly requestId: string
    readonly ip?: string
  },
): Promise<boolean> {
  const rows = await sql`
    with canceled as (
      update operations set state = 'canceled', finished_at = now(), moved_at = clock_timestamp()
      where id = ${wanted.id} and owner_id = ${wanted.ownerId} and state = 'running'
        and action in ('retry', 'cancel', 'rearchive', 'prioritize')
      returning id, action
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select ${wanted.ownerId}, ${wanted.keyId}, 'bulk-' || action || '-canceled', id, ${wanted.requestId}, ${wanted.ip ?? null},
      jsonb_build_object('before', jsonb_build_object('state', 'running'), 'after', jsonb_build_object('state', 'canceled'))
    from canceled
    returning 1`
  return rows.length > 0
}

export type OperationResult = {
  readonly place: number
  readonly jobId: string
  /** Null, as the row: its job has none. */
  readonly customId: string | null
  readonly row: number | null
  /** Null: its job is not here any more. */
  readonly prompt: string | null
  readonly outcome: BulkResult['outcome'] | null
  readonly code: string | null
  readonly message: string | null
  readonly at: Date | null
}

/** A page of what became of each job, in the order of the list; one more than `limit`. */
export async function listOperationResults(
  { sql }: Database,
  id: string,
  page: { readonly afterPlace: number; readonly limit: number; readonly outcome: string | null },
): Promise<OperationResult[]> {
  return sql<OperationResult[]>`
    select o.place, o.job_id as "jobId", j.custom_id as "customId", j.batch_row as row, j.prompt, o.outcome, o.code,
      o.message, o.at
    from operation_jobs o left join jobs j on j.id = o.job_id
    where o.operation_id = ${id} and o.place > ${page.afterPlace}
      and (${page.outcome}::text is null or o.outcome = ${page.outcome})
    order by o.place limit ${page.limit + 1}`
}
