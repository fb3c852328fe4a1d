import type { JobDocument, JobId } from '@reelkeep/core'
import postgres from 'postgres'
import { isDatabaseAway } from '../is-database-away.ts'
import type { Database, Sql } from '../open-database.ts'

export type JobRestoration = {
  readonly restored: readonly JobId[]
  /** There already, and left alone. */
  readonly kept: readonly JobId[]
  readonly problems: readonly { readonly id: JobId; readonly message: string }[]
}

/**
 * Puts back jobs with all that belongs to them: submissions, clip, ledger, failures, history and search words, and moves
 * the counters of their batches and caps by them. A page is one statement; a rule of the database that one job breaks
 * stops that job alone.
 */
export async function restoreJobs(db: Database, documents: readonly JobDocument[]): Promise<JobRestoration> {
  if (documents.length === 0) return { restored: [], kept: [], problems: [] }
  try {
    return await restorePage(db, documents)
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || isDatabaseAway(error)) throw error
    const [first] = documents
    if (first !== undefined && documents.length === 1) {
      const rule = error.constraint_name ?? `error ${error.code}`
      return {
        restored: [],
        kept: [],
        problems: [{ id: idOf(first), message: `the database refuses it: ${rule}` }],
      }
    }
    const half = Math.ceil(documents.length / 2)
    const parts = [
      await restoreJobs(db, documents.slice(0, half)),
      await restoreJobs(db, documents.slice(half)),
    ]
    return joined(parts)
  }
}

async function restorePage(db: Database, documents: readonly JobDocument[]): Promise<JobRestoration> {
  const made = new Set(await runRestoreStatement(db.sql, documents))
  const missing = documents.filter(({ job }) => !made.has(job.id))
  const standing = new Set(
    missing.length === 0
      ? []
      : (
          await db.sql<{ id: string }[]>`
            select id from jobs where id = any(${missing.map(({ job }) => job.id)}::text[])`
        ).map(({ id }) => id),
  )
  const apart = await Promise.all(
    missing.filter(({ job }) => !standing.has(job.id)).map((document) => restoreBeside(db, document)),
  )
  const here: JobRestoration = {
    restored: documents.filter(({ job }) => made.has(job.id)).map(idOf),
    kept: missing.filter(({ job }) => standing.has(job.id)).map(idOf),
    problems: [],
  }
  return joined([here, ...apart])
}

/** Its row has a newer job that the record did not know of: it stands beside that one. */
async function restoreBeside(db: Database, document: JobDocument): Promise<JobRestoration> {
  const id = idOf(document)
  const { job } = document
  const taken = {
    restored: [],
    kept: [],
    problems: [{ id, message: 'its row or its clip key is another job’s' }],
  }
  if (!job.is_current || document.batch === null) return taken
  const [made] = await runRestoreStatement(db.sql, [{ ...document, job: { ...job, is_current: false } }])
  return made === undefined ? taken : { restored: [id], kept: [], problems: [] }
}

async function runRestoreStatement(sql: Sql, documents: readonly JobDocument[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with documents as materialized (
      select d.job ->> 'id' as id, d.owner ->> 'id' as owner_id, d.key ->> 'id' as key_id, d.batch ->> 'id' as batch_id,
        d.recorded_at, d.job, d.submissions, d.ledger, d.failures, d.clip, d.events, d.mark
      from jsonb_to_recordset(${JSON.stringify(documents)}::text::jsonb) as d (recorded_at timestamptz,
        owner jsonb, key jsonb, batch jsonb, job jsonb, submissions jsonb, ledger jsonb, failures jsonb, clip jsonb, events jsonb,
        mark jsonb)
    ),
    made as (
      insert into jobs (id, owner_id, key_id, batch_id, batch_row, row_key, content_hash, is_current, supersedes_id,
        custom_id, name, priority, metadata, row_data, created_at, upstream, model, operation, prompt, duration_s,
        aspect_ratio, resolution, image_urls, video_url, clip_key, simulated, keep_exchanges, adopted, reused_from,
        quoted_ticks, max_price_ticks, price_version, account_ids, state, reason, waiting_for, due_at, next_step, version, last_seq,
        overdue, submissions, retries, polls, poll_failures, archive_failures, link_refreshes, reopens, progress,
        upstream_status, source_expires_at, reported, mismatch, reserved_ticks, charged_ticks, reported_ticks,
        contingent_ticks, cost_source, failure, submitted_at, rendered_at, finished_at)
      select r.id, d.owner_id, d.key_id, d.batch_id, r.batch_row, r.row_key, r.content_hash, r.is_current,
        -- Its predecessor may come in a later page: then the link is made at the end.
        (select p.id from jobs p where p.id = r.supersedes_id),
        r.custom_id, r.name, r.priority, r.metadata, nullif(r.row_data, 'null'), r.created_at, r.upstream, r.model,
        r.operation, r.prompt, r.duration_s, r.aspect_ratio, r.resolution, r.image_urls, r.video_url, r.clip_key,
        r.simulated, r.keep_exchanges, coalesce(r.adopted, false), r.reused_from, r.quoted_ticks, r.max_price_ticks, r.price_version, r.account_ids, r.state,
        r.reason, r.waiting_for, r.due_at, r.next_step, r.version, r.last_seq, r.overdue, r.submissions, r.retries,
        r.polls, r.poll_failures, r.archive_failures, r.link_refreshes, r.reopens, r.progress, r.upstream_status,
        r.source_expires_at, nullif(r.reported, 'null'), r.mismatch, r.reserved_ticks, r.charged_ticks, r.reported_ticks,
        r.contingent_ticks, r.cost_source, nullif(r.failure, 'null'), r.submitted_at, r.rendered_at, r.finished_at
      from documents d cross join lateral jsonb_to_record(d.job) as r (id text, batch_row integer, row_key text,
        content_hash text, is_current boolean, supersedes_id text, custom_id text, name text, priority smallint,
        metadata jsonb, row_data jsonb, created_at timestamptz, upstream text, model text, operation text, prompt text,
        duration_s integer, aspect_ratio text, resolution text, image_urls text[], video_url text, clip_key text,
        simulated boolean, keep_exchanges boolean, adopted boolean, reused_from text, quoted_ticks bigint, max_price_ticks bigint, price_version text,
        account_ids text[], state text, reason text, waiting_for text, due_at timestamptz, next_step text,
        version integer, last_seq integer, overdue boolean, submissions integer, retries integer, polls integer,
        poll_failures integer, archive_failures integer, link_refreshes integer, reopens integer, progress float8, upstream_status text,
        source_expires_at timestamptz, reported jsonb, mismatch jsonb, reserved_ticks bigint, charged_ticks bigint, reported_ticks bigint,
        contingent_ticks bigint, cost_source text, failure jsonb, submitted_at timestamptz, rendered_at timestamptz,
        finished_at timestamptz)
      on conflict do nothing
      returning id, owner_id, batch_id, created_on, prompt, state, is_current, account_ids, quoted_ticks, reserved_ticks,
        charged_ticks, contingent_ticks
    ),
    kept_clips as (
      insert into clips (job_id, bucket, key, bytes, sha256, media_sha256, crc32, content_type, duration_ms, width,
        height, codec, archived_at)
      select m.id, c.bucket, c.key, c.bytes, c.sha256, c.media_sha256, c.crc32, c.content_type, c.duration_ms, c.width,
        c.height, c.codec, c.archived_at
      from made m join documents d on d.id = m.id cross join lateral jsonb_to_record(d.clip) as c (bucket text,
        key text, bytes bigint, sha256 text, media_sha256 text, crc32 text, content_type text, duration_ms integer,
        width integer, height integer, codec text, archived_at timestamptz)
      where jsonb_typeof(d.clip) = 'object'
    ),
    marked as (
      select m.id, m.owner_id, k.mark, k.note, k.at, k.key ->> 'id' as by_key, k.key ->> 'name' as key_name,
        array(select jsonb_array_elements_text(k.key -> 'scopes')) as scopes,
        (k.key ->> 'created_at')::timestamptz as key_created_at
      from made m join documents d on d.id = m.id cross join lateral jsonb_to_record(d.mark) as k (mark text, note text,
        at timestamptz, key jsonb)
      where jsonb_typeof(d.mark) = 'object'
    ),
    -- As what belongs to the job's own key: without its secret.
    made_keys as (
      insert into api_keys (id, owner_id, name, scopes, created_at, revoked_at)
      select distinct on (by_key) by_key, owner_id, key_name, scopes, key_created_at, now() from marked order by by_key
      on conflict do nothing
    ),
    kept_marks as (
      insert into job_marks (job_id, owner_id, mark, note, by_key, at)
      select id, owner_id, mark, note, by_key, at from marked
    ),
    made_submissions as (
      insert into submissions (id, job_id, number, status, deadline_at, sent_at, upstream, task_id, task_unproven,
        credential_id, base_url, requested_model, reported_model, price_version, http_status, message, created_at,
        settled_at)
      select s.id, m.id, s.number, s.status, s.deadline_at, s.sent_at, s.upstream, s.task_id,
        coalesce(s.task_unproven, false), s.credential_id, s.base_url, s.requested_model, s.reported_model, s.price_version, s.http_status, s.message, s.created_at,
        s.settled_at
      from made m join documents d on d.id = m.id cross join lateral jsonb_to_recordset(d.submissions) as s (id text,
        number integer, status text, deadline_at timestamptz, sent_at timestamptz, upstream text, task_id text,
        task_unproven boolean, credential_id text, base_url text, requested_model text, reported_model text, price_version text,
        http_status integer, message text, created_at timestamptz, settled_at timestamptz)
    ),
    booked as (
      insert into ledger_entries (charge_key, job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit,
        credit, ticks, source, price_version, simulated, at, account_ids)
      select l.charge_key, m.id, m.owner_id, m.batch_id, l.submission_id, l.upstream, l.model, l.kind, l.debit,
        l.credit, l.ticks, l.source, l.price_version, l.simulated, l.at,
        case when l.kind = 'quoted' then '{}' else m.account_ids end
      from made m join documents d on d.id = m.id cross join lateral jsonb_to_recordset(d.ledger) as l (
        charge_key text, submission_id text, upstream text, model text, kind text, debit text, credit text,
        ticks bigint, source text, price_version text, simulated boolean, at timestamptz)
      on conflict (charge_key) do nothing
    ),
    failed as (
      insert into failures (job_id, owner_id, batch_id, submission_id, upstream, model, step, reason, fingerprint,
        message, charged, retryable, upstream_status, at)
      select m.id, m.owner_id, m.batch_id, f.submission_id, f.upstream, f.model, f.step, f.reason,
        -- Older records name the upstream in it.
        case when f.fingerprint like '%/%/%/%' then f.step || '.' || f.reason || '.' || right(f.fingerprint, 12)
          else f.fingerprint end,
        f.message, f.charged, f.retryable, f.upstream_status, f.at
      from made m join documents d on d.id = m.id cross join lateral jsonb_to_recordset(d.failures) as f (
        submission_id text, upstream text, model text, step text, reason text, fingerprint text, message text,
        charged text, retryable boolean, upstream_status text, at timestamptz)
    ),
    told as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail, at)
      select m.created_on, m.id, e.seq, e.kind, e.from_state, e.to_state, e.detail, e.at
      from made m join documents d on d.id = m.id cross join lateral jsonb_to_recordset(d.events) as e (seq integer,
        kind text, from_state text, to_state text, detail jsonb, at timestamptz)
    ),
    kept_words as (
      insert into job_words (job_id, words) select id, to_tsvector('simple', prompt) from made
    ),
    moved_accounts as (
      update accounts a set
        reserved_ticks = a.reserved_ticks + t.reserved, charged_ticks = a.charged_ticks + t.charged,
        contingent_ticks = a.contingent_ticks + t.contingent
      from (
        select account_id, sum(reserved_ticks)::bigint as reserved, sum(coalesce(charged_ticks, 0))::bigint as charged,
          -- While a job is unconfirmed its reservation stands for the doubtful charge.
          sum(case when state = 'unconfirmed' and quoted_ticks is not null then greatest(0, coalesce(contingent_ticks, 0) - reserved_ticks)
            else coalesce(contingent_ticks, 0) end)::bigint as contingent
        from made cross join unnest(account_ids) as account_id group by account_id
      ) t
      where a.id = t.account_id
    ),
    held as (
      -- A batch that stood already may be running: queued rows come back together with its pause, or not at all.
      update batches b set state = 'paused', finished_at = null, revision = b.revision + 1, updated_at = now(),
        restored_at = coalesce(b.restored_at, q.recorded_at), pause_reason = 'restored',
        paused_at = coalesce(b.paused_at, now()), pause_detail = jsonb_build_object('recorded_at', q.recorded_at,
          'before', case when b.pause_reason is not null
            then jsonb_build_object('reason', b.pause_reason, 'detail', b.pause_detail, 'at', b.paused_at) end)
      from (
        select m.batch_id, min(d.recorded_at) as recorded_at
        from made m join documents d on d.id = m.id where m.state = 'queued' group by m.batch_id
      ) q
      where b.id = q.batch_id and (b.state in ('running', 'finished') or b.state = 'paused' and b.restored_at is null)
    ),
    counted as (
      insert into batch_deltas (batch_id, state, delta)
      select batch_id, state, count(*) from made where batch_id is not null and is_current group by 1, 2
    )
    select id from made`
  return rows.map(({ id }) => id)
}

/** Links jobs to those they replaced, which may have come back after them. */
export async function relinkJobs(
  { sql }: Database,
  links: readonly { readonly id: string; readonly supersedesId: string }[],
): Promise<void> {
  if (links.length === 0) return
  await sql`
    update jobs j set supersedes_id = p.id
    from unnest(${links.map(({ id }) => id)}::text[], ${links.map((link) => link.supersedesId)}::text[]) as l (id, old)
    join jobs p on p.id = l.old
    where j.id = l.id and j.supersedes_id is null`
}

/** Which of these jobs the database has. */
export async function listKnownJobs({ sql }: Database, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`select id from jobs where id = any(${[...ids]}::text[])`
  return new Set(rows.map(({ id }) => id))
}

function idOf({ job }: JobDocument): JobId {
  return job.id as JobId
}

function joined(parts: readonly JobRestoration[]): JobRestoration {
  return {
    restored: parts.flatMap((part) => part.restored),
    kept: parts.flatMap((part) => part.kept),
    problems: parts.flatMap((part) => part.problems),
  }
}
