import {
  type BatchId,
  type JobId,
  type JsonValue,
  ledgerSides,
  type OwnerId,
  type Ticks,
} from '@reelkeep/core'
import postgres from 'postgres'
import type { Database, Sql } from '../open-database.ts'
import type { BatchBrakes } from './batch-record.ts'
import type { IdempotentRequest } from './claim-idempotency-key.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

/** A plan made from what stood, ready to be carried out if it still stands. */
export type BatchIntake = {
  readonly batchId: BatchId
  /** The revision the plan was made on; null: the name was free. */
  readonly revision: number | null
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly name: string
  /** Null: keeps what stands. */
  readonly budgetTicks: Ticks | null
  readonly maxPriceTicks: Ticks | null
  /** Made before; null when the batch has no budget. */
  readonly accountId: string | null
  /** From now on. */
  readonly brakes: BatchBrakes
  readonly options: JsonValue
  readonly columns: readonly string[]
  /** What is said about this intake whenever the batch is read. */
  readonly counts: { readonly [key: string]: JsonValue }
  readonly uploadId: string
  /** Which of the staged jobs are made, by their place, and what each replaces or runs beside. */
  readonly make: readonly {
    readonly place: number
    readonly supersedesId: JobId | null
    /** The archived job whose clip it copies, for nothing; null: it is bought. */
    readonly reusedFrom: JobId | null
  }[]
  /** Jobs that no longer stand for their row. One that is still queued when asked to is canceled as well. */
  readonly retire: readonly {
    readonly jobId: JobId
    readonly cancels: boolean
    readonly noticeId: string
  }[]
  readonly retry: readonly { readonly jobId: JobId; readonly version: number }[]
  readonly request: IdempotentRequest | null
}

export type BatchCreation =
  | {
      readonly outcome: 'created'
      readonly made: number
      readonly canceled: number
      readonly retried: number
      /** The first of those that copy a clip; they need no admission, and the sweep finds the rest. */
      readonly copying: readonly JobId[]
    }
  /** Something else was posted to the same name in between: read what stands and plan again. */
  | { readonly outcome: 'moved-on' }
  /** The idempotency key is taken; nothing was done. */
  | { readonly outcome: 'key-taken' }

/**
 * Carries out a plan in one statement that hangs on the batch's row: two posts to one name cannot both win, and the
 * loser plans again. Jobs are made from staged rows; those they replace are canceled if still queued, else left to run.
 */
export async function createBatch(db: Database, intake: BatchIntake): Promise<BatchCreation> {
  try {
    const sql = connectionsFor(db, intake)
    const row = await withDeadlockRetry(() => runCreateStatement(sql, intake))
    if (row.claimed === 0 && intake.request !== null) return { outcome: 'key-taken' }
    if (row.held === 0) return { outcome: 'moved-on' }
    const { made, canceled, retried, copying } = row
    return { outcome: 'created', made, canceled, retried, copying }
  } catch (error) {
    // The key was taken and the batch was not, or a clip key or row was taken by a post at the same moment.
    if (error instanceof postgres.PostgresError && planAgainCodes.has(error.code))
      return { outcome: 'moved-on' }
    throw error
  }
}

const uniqueViolation = '23505'
const divisionByZero = '22012'
const planAgainCodes: ReadonlySet<string> = new Set([uniqueViolation, divisionByZero])

/** From this size on a busy machine may need longer than other statements are allowed. */
const largeFrom = 2_000

function connectionsFor({ sql, largeSql }: Database, { make, retire, retry }: BatchIntake): Sql {
  return make.length + retire.length + retry.length < largeFrom ? sql : largeSql
}

type CreateRow = {
  readonly claimed: number
  readonly held: number
  readonly made: number
  readonly canceled: number
  readonly retried: number
  readonly copying: readonly JobId[]
}

async function runCreateStatement(sql: Sql, intake: BatchIntake): Promise<CreateRow> {
  const { request } = intake
  const { quoted, charged } = ledgerSides
  const isRunAgain = intake.make.length > 0 || intake.retry.length > 0
  const [row] = await sql<CreateRow[]>`
    with claimed as (
      insert into idempotency_keys as k (owner_id, key, method, path, request_hash, resource_id, status_code)
      select ${intake.ownerId}, ${request?.key ?? ''}, ${request?.method ?? ''}, ${request?.path ?? ''},
        ${request?.hash ?? ''}, ${intake.batchId}, 202
      where ${request !== null}
      on conflict (owner_id, key) do update set method = excluded.method, path = excluded.path,
        request_hash = excluded.request_hash, resource_id = excluded.resource_id, status_code = excluded.status_code,
        body = null, created_at = now(), expires_at = now() + interval '24 hours'
        where k.expires_at <= now()
      returning 1
    ),
    batch as (${intake.revision === null ? insertBatch(sql, intake) : updateBatch(sql, intake, intake.revision, isRunAgain)}),
    account as (
      insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
      select ${intake.accountId}::text, ${intake.ownerId}, 'batch', batch.id, ${ticksText(intake.budgetTicks)}::bigint
      from batch where ${intake.accountId !== null && intake.budgetTicks !== null}
      on conflict (batch_id) where kind = 'batch' do update set cap_ticks = excluded.cap_ticks
    ),
    retired as (
      update jobs j set
        -- Its record in the bucket says otherwise, and has to be written again.
        is_current = false, recorded_version = 0,
        state = case when p.cancels and j.state = 'queued' then 'canceled' else j.state end,
        reason = case when p.cancels and j.state = 'queued' then 'superseded' else j.reason end,
        waiting_for = case when p.cancels and j.state = 'queued' then null else j.waiting_for end,
        due_at = case when p.cancels and j.state = 'queued' then null else j.due_at end,
        finished_at = case when p.cancels and j.state = 'queued' then now() else j.finished_at end,
        version = j.version + (p.cancels and j.state = 'queued')::integer,
        last_seq = j.last_seq + (p.cancels and j.state = 'queued')::integer
      from batch, unnest(${intake.retire.map((row) => row.jobId)}::text[],
        ${intake.retire.map((row) => String(row.cancels))}::text[]::boolean[], ${intake.retire.map((row) => row.noticeId)}::text[]
      ) as p (id, cancels, notice_id)
      where j.id = p.id and j.is_current
      returning j.id, j.created_on, j.last_seq, j.state, p.notice_id,
        p.cancels and j.state = 'canceled' and j.reason = 'superseded' as is_canceled
    ),
    retried as (
      update jobs j set
        state = 'queued', reason = null, failure = null, waiting_for = null, due_at = now(), holds_slot = false,
        overdue = false, retries = 0, poll_failures = 0, poll_failing_since = null, archive_failures = 0,
        link_refreshes = 0, progress = null, upstream_status = null, source_url = null, source_expires_at = null,
        crashes = 0, reopens = 0, source_seen_at = null, link_alarms = 0, rescued_to = null,
        reported = null, mismatch = '[]', submitted_at = null, rendered_at = null, finished_at = null,
        version = j.version + 1, last_seq = j.last_seq + 1
      from batch, unnest(${intake.retry.map((row) => row.jobId)}::text[],
        ${intake.retry.map((row) => row.version)}::integer[]) as p (id, version)
      where j.id = p.id and j.state = 'failed' and j.version = p.version and not j.adopted
      returning j.id, j.created_on, j.last_seq
    ),
    made as (
      insert into jobs (id, owner_id, key_id, batch_id, batch_row, row_key, content_hash, supersedes_id, custom_id, name,
        priority, metadata, row_data, upstream, model, operation, prompt, duration_s, aspect_ratio, resolution,
        image_urls, video_url, clip_key, simulated, quoted_ticks, max_price_ticks, price_version, account_ids, state,
        due_at, next_step, reused_from, charged_ticks, cost_source)
      select r.job_id, ${intake.ownerId}, ${intake.keyId}, batch.id, r.batch_row, u.row_key, u.content_hash,
        p.supersedes_id, r.custom_id, r.name, r.priority, r.metadata, nullif(u.data, 'null'), r.upstream, r.model,
        r.operation, r.prompt, r.duration_s, r.aspect_ratio, r.resolution, r.image_urls, r.video_url,
        case when taken.clip_key is null then r.clip_key else r.clip_key_apart end, r.simulated, r.quoted_ticks,
        r.max_price_ticks, r.price_version, ${intake.accountId === null ? [] : [intake.accountId]}::text[],
        case when p.reused_from is null then 'queued' else 'archiving' end, now(),
        case when p.reused_from is not null then 'archive' end, p.reused_from,
        case when p.reused_from is not null then 0 end,
        case when p.reused_from is null then 'unknown' else 'metered' end
      from batch
      -- The old job of a row gives up its place before the new one takes it.
      cross join (select count(*) from retired) as places
      cross join unnest(${intake.make.map((row) => row.place)}::integer[],
        ${intake.make.map((row) => row.supersedesId)}::text[],
        ${intake.make.map((row) => row.reusedFrom)}::text[]) as p (row, supersedes_id, reused_from)
      join upload_rows u on u.upload_id = ${intake.uploadId} and u.row = p.row
      cross join lateral jsonb_to_record(u.request) as r (job_id text, batch_row integer, custom_id text, name text,
        priority smallint, metadata jsonb, upstream text, model text, operation text, prompt text, duration_s integer,
        aspect_ratio text, resolution text, image_urls text[], video_url text, clip_key text, clip_key_apart text,
        simulated boolean, quoted_ticks bigint, max_price_ticks bigint, price_version text)
      left join jobs taken on taken.clip_key = r.clip_key
      returning id, owner_id, batch_id, upstream, model, created_on, quoted_ticks, price_version, simulated, prompt,
        batch_row, supersedes_id, state, reused_from
    ),
    written_events as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
      select created_on, id, 1, 'job-created', null, state,
        jsonb_strip_nulls(jsonb_build_object('by', ${intake.keyId}::text, 'batch', batch_id, 'row', batch_row,
          'supersedes', supersedes_id, 'reused_from', reused_from))
      from made
      union all
      select created_on, id, last_seq, 'job-canceled', 'queued', 'canceled',
        jsonb_build_object('by', ${intake.keyId}::text, 'reason', 'superseded')
      from retired where is_canceled
      union all
      select created_on, id, last_seq, 'job-retried', 'failed', 'queued', jsonb_build_object('by', ${intake.keyId}::text)
      from retried
    ),
    booked as (
      insert into ledger_entries (job_id, owner_id, batch_id, upstream, model, kind, debit, credit, ticks, source,
        price_version, charge_key, simulated)
      select id, owner_id, batch_id, upstream, model, 'quoted', ${quoted.debit}, ${quoted.credit}, quoted_ticks,
        case when quoted_ticks is null then 'unknown' else 'estimated' end, price_version, id || '-quoted', simulated
      from made
      union all
      -- Known to cost nothing.
      select id, owner_id, batch_id, upstream, model, 'charged', ${charged.debit}, ${charged.credit}, 0, 'metered',
        price_version, id || '-charged', simulated
      from made where reused_from is not null
    ),
    kept_words as (
      insert into job_words (job_id, words) select id, to_tsvector('simple', prompt) from made
    ),
    noticed as (
      insert into outbox (id, kind, job_id, owner_id, batch_id)
      select notice_id, 'job.canceled', retired.id, ${intake.ownerId}, batch.id from retired, batch where is_canceled
    ),
    counted as (
      insert into batch_deltas (batch_id, state, delta)
      select batch.id, side.state, sum(side.delta)
      from batch cross join (
        select state, count(*) as delta from made group by 1
        union all select case when is_canceled then 'queued' else state end, -count(*) from retired group by 1
        union all select 'queued', count(*) from retried
        union all select 'failed', -count(*) from retried
      ) as side
      group by batch.id, side.state having sum(side.delta) <> 0
    )
    select claims.count::integer as claimed, holds.count::integer as held,
      (select count(*) from made)::integer as made,
      (select count(*) from retired where is_canceled)::integer as canceled,
      (select count(*) from retried)::integer as retried,
      (select coalesce(json_agg(id), '[]') from (
        select id from made where reused_from is not null order by id limit 500) as first) as copying,
      -- A key without its batch must not stay: an error undoes the whole statement.
      1 / (claims.count <= holds.count)::integer as undo
    from (select count(*) from claimed) as claims, (select count(*) from batch) as holds`
  if (row === undefined) throw new Error('a select of counts gave no row')
  return row
}

function insertBatch(sql: Sql, intake: BatchIntake) {
  const { trialRows, stopWhen, isStopChosen } = intake.brakes
  return sql`
    insert into batches (id, owner_id, key_id, name, budget_ticks, max_price_ticks, options, intake, columns, trial_rows,
      stop_failed_share, stop_after, stop_chosen)
    select ${intake.batchId}, ${intake.ownerId}, ${intake.keyId}, ${intake.name},
      ${ticksText(intake.budgetTicks)}::bigint, ${ticksText(intake.maxPriceTicks)}::bigint,
      ${sql.json(intake.options)}, ${sql.json(intake.counts)}, ${[...intake.columns]}::text[], ${trialRows}::integer,
      ${stopWhen?.failedShare ?? null}::float8, ${stopWhen?.after ?? null}::integer, ${isStopChosen}
    where ${intake.request === null} or exists (select from claimed)
    on conflict (owner_id, name) do nothing
    returning id`
}

/** A batch that waits for the word on one trial, and is given another, waits to begin that one. */
function updateBatch(sql: Sql, intake: BatchIntake, revision: number, isRunAgain: boolean) {
  const { trialRows, stopWhen, isStopChosen, beginsTrial } = intake.brakes
  return sql`
    update batches set
      revision = revision + 1,
      state = case when state = 'finished' and ${isRunAgain} then 'running' else state end,
      finished_at = case when ${isRunAgain} then null else finished_at end,
      budget_ticks = coalesce(${ticksText(intake.budgetTicks)}::bigint, budget_ticks),
      max_price_ticks = coalesce(${ticksText(intake.maxPriceTicks)}::bigint, max_price_ticks),
      options = ${sql.json(intake.options)}, intake = ${sql.json(intake.counts)},
      columns = ${[...intake.columns]}::text[], updated_at = now(),
      trial_rows = ${trialRows}::integer, stop_failed_share = ${stopWhen?.failedShare ?? null}::float8,
      stop_after = ${stopWhen?.after ?? null}::integer, stop_chosen = ${isStopChosen},
      pause_reason = case when ${beginsTrial} and pause_reason = 'trial' then 'by_user' else pause_reason end,
      pause_detail = case when ${beginsTrial} and pause_reason = 'trial'
        then jsonb_build_object('by', ${intake.keyId}::text, 'trial', 'anew') else pause_detail end
    where id = ${intake.batchId} and owner_id = ${intake.ownerId} and revision = ${revision} and state <> 'canceled'
      and (${intake.request === null} or exists (select from claimed))
    returning id`
}

function ticksText(ticks: Ticks | null): string | null {
  return ticks === null ? null : String(ticks)
}
