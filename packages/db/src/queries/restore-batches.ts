import type { BatchDocument, JobDocument, JsonValue } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** `kept`: it is there already and was left alone. `taken`: its name is another batch's by now. */
export type BatchRestoration = 'restored' | 'kept' | 'taken'

/** What a batch can be restored from: its manifest, or its name in one of its jobs. */
export type BatchRecordSource = Pick<BatchDocument, 'recorded_at' | 'owner' | 'key' | 'batch' | 'accounts'>

/**
 * Puts back a batch with its owner, key and caps, as paused: its rows follow, and none of them may be sent before all that
 * is known of it is back. What stands is left alone.
 */
export async function restoreBatch({ sql }: Database, source: BatchRecordSource): Promise<BatchRestoration> {
  const { owner, key, batch, accounts } = source
  await restoreOwner({ sql }, source)
  const [row] = await sql<{ made: boolean; standing: string | null }[]>`
    with made as (
      insert into batches (id, owner_id, key_id, name, state, revision, budget_ticks, max_price_ticks, options, intake,
        columns, created_at, updated_at, restored_at, trial_rows, stop_failed_share, stop_after, stop_chosen, judged_from,
        pause_reason, pause_detail, paused_at)
      values (${batch.id}, ${owner.id}, ${key.id}, ${batch.name},
        ${batch.state === 'canceled' ? 'canceled' : 'paused'}, ${batch.revision}, ${batch.budget_ticks}::text::bigint,
        ${batch.max_price_ticks}::text::bigint, ${JSON.stringify(batch.options)}::text::jsonb,
        ${JSON.stringify(batch.intake)}::text::jsonb, ${[...batch.columns]}::text[],
        ${batch.created_at}::text::timestamptz, ${batch.updated_at}::text::timestamptz,
        ${batch.state === 'canceled' ? null : source.recorded_at}::text::timestamptz,
        ${batch.trial_rows ?? null}::integer, ${batch.stop_failed_share ?? null}::float8,
        ${batch.stop_after ?? null}::integer, ${batch.stop_chosen ?? false}, ${batch.judged_from ?? null}::text::timestamptz,
        ${batch.state === 'canceled' ? null : 'restored'}, ${JSON.stringify(restoredPause(source))}::text::jsonb,
        ${batch.state === 'canceled' ? null : source.recorded_at}::text::timestamptz)
      on conflict do nothing
      returning id, owner_id, key_id
    ),
    capped as (
      insert into accounts (id, owner_id, kind, batch_id, key_id, on_day, cap_ticks, created_at)
      select a.id, made.owner_id, a.kind, case when a.kind = 'batch' then made.id end, a.key_id, a.on_day, a.cap_ticks,
        a.created_at
      from made cross join jsonb_to_recordset(${JSON.stringify(accounts)}::text::jsonb) as a (id text, kind text,
        key_id text, on_day date, cap_ticks bigint, created_at timestamptz)
      on conflict do nothing
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, detail)
      select owner_id, 'system', 'batch-restored', id, jsonb_build_object('recorded_at', ${source.recorded_at}::text)
      from made
    )
    select exists (select from made) as made, (select id from batches where id = ${batch.id}) as standing`
  if (row?.made) return 'restored'
  return row?.standing === batch.id ? 'kept' : 'taken'
}

/** Why it is paused, and why it was before, so that this is not forgotten when nothing doubtful is left. */
function restoredPause({ batch, recorded_at }: BatchRecordSource): JsonValue {
  if (batch.state === 'canceled') return null
  const { pause_reason: reason = null, pause_detail: detail = null, paused_at: at = null } = batch
  const before = batch.state === 'paused' ? { reason, detail, at } : null
  // Brought back a second time, what counts is still why it was paused first.
  return { recorded_at, before: reason === 'restored' ? (detail?.before ?? null) : before }
}

/** An owner and a key without its secret, so that what belongs to them has somewhere to hang. */
export async function restoreOwner(
  { sql }: Pick<Database, 'sql'>,
  { owner, key }: Pick<JobDocument, 'owner' | 'key'>,
): Promise<void> {
  await sql`
    with owned as (
      insert into owners (id, name, created_at) values (${owner.id}, ${owner.name}, ${owner.created_at}::text::timestamptz)
      on conflict do nothing
    )
    insert into api_keys (id, owner_id, name, scopes, created_at, revoked_at)
    values (${key.id}, ${owner.id}, ${key.name}, ${[...key.scopes]}::text[], ${key.created_at}::text::timestamptz, now())
    on conflict do nothing`
}

export type RestoredBatch = {
  readonly id: string
  readonly state: string
  readonly finishedAt: string | null
}

/**
 * Once all rows are back: a batch that has queued ones stays paused, for they may have been sent after they were written
 * down; every other goes on as it was.
 */
export async function releaseRestoredBatches(
  { sql }: Database,
  batches: readonly RestoredBatch[],
): Promise<{ readonly id: string; readonly name: string; readonly held: number }[]> {
  return sql<{ id: string; name: string; held: number }[]>`
    with counted as materialized (
      select b.id, r.state as recorded_state, r.finished_at,
        (select count(*) from jobs j where j.batch_id = b.id and j.state = 'queued')::integer as queued,
        exists (select from jobs j where j.batch_id = b.id
          and j.state in ('submitting', 'unconfirmed', 'rendering', 'archiving')) as moves
      from batches b
      join jsonb_to_recordset(${JSON.stringify(
        batches.map(({ id, state, finishedAt }) => ({ id, state, finished_at: finishedAt })),
      )}::text::jsonb) as r (id text, state text, finished_at timestamptz) on r.id = b.id
      where b.restored_at is not null and b.state = 'paused'
    ),
    released as (
      update batches b set
        state = case when c.recorded_state = 'paused' or c.queued > 0 then 'paused' when c.moves then 'running' else 'finished' end,
        finished_at = case when c.recorded_state <> 'paused' and c.queued = 0 and not c.moves
          then coalesce(c.finished_at, now()) end,
        restored_at = null,
        pause_reason = case when c.recorded_state = 'paused' then b.pause_detail #>> '{before,reason}' end,
        paused_at = case when c.recorded_state = 'paused' then (b.pause_detail #>> '{before,at}')::timestamptz end,
        pause_detail = case when c.recorded_state = 'paused' then nullif(b.pause_detail #> '{before,detail}', 'null') end
      from counted c where c.id = b.id and c.queued = 0
    )
    select c.id, b.name, c.queued as held from counted c join batches b on b.id = c.id where c.queued > 0 order by c.id`
}
