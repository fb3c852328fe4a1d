import { type BatchId, type JobId, type JsonValue, ledgerSides, type OwnerId } from '@reelkeep/core'
import postgres from 'postgres'
import type { Database, Sql } from '../open-database.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

/** A task made elsewhere, with the job that it is to be born with. Read back by the statement by these names. */
export type AdoptedTask = {
  readonly job_id: string
  readonly submission_id: string
  readonly task_id: string
  readonly credential_id: string
  readonly base_url: string
  /** Of the request, from 1; in a batch it comes after the rows that stand. */
  readonly row: number
  /** Within the batch; null without one. */
  readonly row_key: string | null
  /** Null: nobody said what it was asked. */
  readonly content_hash: string | null
  readonly custom_id: string | null
  readonly name: string | null
  readonly priority: number
  readonly metadata: { readonly [key: string]: JsonValue }
  readonly row_data: { readonly [key: string]: JsonValue } | null
  readonly upstream: string
  readonly model: string
  readonly operation: string
  readonly prompt: string
  readonly duration_s: number | null
  readonly aspect_ratio: string | null
  readonly resolution: string | null
  readonly image_urls: readonly string[]
  readonly video_url: string | null
  readonly clip_key: string
  /** For when another job has `clip_key` already. */
  readonly clip_key_apart: string
  readonly simulated: boolean
  readonly quoted_ticks: string | null
  readonly price_version: string
  /** From now until it is asked about, so that a list of thousands does not come to the upstream at once. */
  readonly first_poll_ms: number
}

export type AdoptIntake = {
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly batch: {
    readonly id: BatchId
    readonly name: string
    /** The revision that was read; null: the name was free. */
    readonly revision: number | null
    /** Of the batch's money; of a new batch, the one to open, with no cap until a post sets a budget. */
    readonly accountId: string | null
    /** Columns of the file, for exports; null: keeps what stands. */
    readonly columns: readonly string[] | null
  } | null
  readonly tasks: readonly AdoptedTask[]
}

export type Adoption =
  | {
      readonly outcome: 'adopted'
      /** A task that somebody else bound in the same moment is not among them. */
      readonly jobs: readonly { readonly id: JobId; readonly dueAt: Date }[]
    }
  /** What the plan was made on has changed: read again what stands. */
  | { readonly outcome: 'moved-on' }

/**
 * Takes over tasks in one statement: each becomes a job in `rendering` with an accepted submission. Everything hangs on
 * the binding of the task, which the database has once. It holds no slot: nothing is created for it.
 */
export async function adoptTasks(db: Database, intake: AdoptIntake): Promise<Adoption> {
  const sql = intake.tasks.length < largeFrom ? db.sql : db.largeSql
  try {
    const rows = await withDeadlockRetry(() => runAdoptStatement(sql, intake))
    const [first] = rows
    if (first?.held === 0) return { outcome: 'moved-on' }
    return {
      outcome: 'adopted',
      jobs: rows.flatMap(({ id, due_at }) => (id === null || due_at === null ? [] : [{ id, dueAt: due_at }])),
    }
  } catch (error) {
    // A row of the batch, its name or a clip key was taken in the same moment.
    const isTaken = error instanceof postgres.PostgresError && error.code === uniqueViolation
    if (isTaken) return { outcome: 'moved-on' }
    throw error
  }
}

const uniqueViolation = '23505'
/** From this size on a busy machine may need longer than other statements are allowed. */
const largeFrom = 1_000

type AdoptRow = { readonly held: number; readonly id: JobId | null; readonly due_at: Date | null }

async function runAdoptStatement(sql: Sql, intake: AdoptIntake): Promise<AdoptRow[]> {
  const { ownerId, keyId, batch, tasks } = intake
  const { quoted } = ledgerSides
  const accounts = batch?.accountId == null ? [] : [batch.accountId]
  return sql<AdoptRow[]>`
    with wanted as materialized (
      select * from json_to_recordset(${JSON.stringify(tasks)}::text::json) as w (
        job_id text, submission_id text, task_id text, credential_id text, base_url text, row integer, row_key text,
        content_hash text, custom_id text, name text, priority smallint, metadata jsonb, row_data jsonb, upstream text,
        model text, operation text, prompt text, duration_s integer, aspect_ratio text, resolution text,
        image_urls json, video_url text, clip_key text, clip_key_apart text, simulated boolean, quoted_ticks bigint,
        price_version text, first_poll_ms float8)
    ),
    batch as (${batch === null ? sql`select null::text as id` : heldBatch(sql, intake, batch)}),
    account as (
      insert into accounts (id, owner_id, kind, batch_id)
      select ${batch?.accountId ?? null}::text, ${ownerId}, 'batch', batch.id from batch
      where ${batch !== null && batch.revision === null && batch.accountId !== null}
    ),
    rows_before as materialized (
      select coalesce(max(j.batch_row), 0) as count from jobs j where j.batch_id = ${batch?.id ?? null}::text
    ),
    bound as (
      insert into submissions (id, job_id, number, status, upstream, task_id, credential_id, base_url, requested_model,
        price_version)
      select w.submission_id, w.job_id, 1, 'accepted', w.upstream, w.task_id, w.credential_id, w.base_url, w.model,
        w.price_version
      from wanted w cross join batch
      where not exists (select from submissions s where s.task_id = w.task_id and s.upstream = w.upstream)
      order by w.task_id
      on conflict (task_id, credential_id) where task_id is not null do nothing
      returning job_id
    ),
    made as (
      insert into jobs (id, owner_id, key_id, batch_id, batch_row, row_key, content_hash, custom_id, name, priority,
        metadata, row_data, upstream, model, operation, prompt, duration_s, aspect_ratio, resolution, image_urls,
        video_url, clip_key, simulated, quoted_ticks, price_version, account_ids, adopted, state, due_at, next_step,
        submissions, submitted_at)
      select w.job_id, ${ownerId}, ${keyId}, batch.id, case when batch.id is not null then rows_before.count + w.row end,
        w.row_key, w.content_hash, w.custom_id, w.name, w.priority, w.metadata, nullif(w.row_data, 'null'), w.upstream,
        w.model, w.operation, w.prompt, w.duration_s, w.aspect_ratio, w.resolution,
        array(select json_array_elements_text(w.image_urls)), w.video_url,
        case when taken.clip_key is null then w.clip_key else w.clip_key_apart end, w.simulated, w.quoted_ticks,
        w.price_version, ${accounts}::text[], true, 'rendering',
        now() + w.first_poll_ms * interval '1 millisecond', 'poll', 1, now()
      from wanted w join bound on bound.job_id = w.job_id cross join batch cross join rows_before
      left join jobs taken on taken.clip_key = w.clip_key
      returning id, owner_id, batch_id, batch_row, upstream, model, created_on, quoted_ticks, price_version, simulated,
        prompt, due_at
    ),
    written_events as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
      select m.created_on, m.id, 1, 'job-adopted', null, 'rendering',
        jsonb_strip_nulls(jsonb_build_object('by', ${keyId}::text, 'task', w.task_id, 'batch', m.batch_id,
          'row', m.batch_row))
      from made m join wanted w on w.job_id = m.id
    ),
    booked as (
      insert into ledger_entries (job_id, owner_id, batch_id, upstream, model, kind, debit, credit, ticks, source,
        price_version, charge_key, simulated)
      select id, owner_id, batch_id, upstream, model, 'quoted', ${quoted.debit}, ${quoted.credit}, quoted_ticks,
        case when quoted_ticks is null then 'unknown' else 'estimated' end, price_version, id || '-quoted', simulated
      from made
    ),
    kept_words as (
      insert into job_words (job_id, words) select id, to_tsvector('simple', prompt) from made
    ),
    counted as (
      insert into batch_deltas (batch_id, state, delta)
      select batch_id, 'rendering', count(*) from made where batch_id is not null group by batch_id
    )
    select (select count(*)::integer from batch) as held, m.id, m.due_at
    from (select 1) as always left join made m on true`
}

function heldBatch(sql: Sql, { ownerId, keyId }: AdoptIntake, batch: NonNullable<AdoptIntake['batch']>) {
  if (batch.revision === null) {
    return sql`
      insert into batches (id, owner_id, key_id, name, columns)
      values (${batch.id}, ${ownerId}, ${keyId}, ${batch.name}, ${[...(batch.columns ?? [])]}::text[])
      on conflict (owner_id, name) do nothing
      returning id`
  }
  return sql`
    update batches set
      revision = revision + 1, state = case when state = 'finished' then 'running' else state end, finished_at = null,
      updated_at = now()
    where id = ${batch.id} and owner_id = ${ownerId} and revision = ${batch.revision} and state <> 'canceled'
    returning id`
}
