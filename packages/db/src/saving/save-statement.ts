import { gateMoves, lockedGates, movedGates, slowedPolls } from '../gates/gate-moves.ts'
import type { Sql } from '../open-database.ts'

export type SavedRow = { readonly id: string; readonly version: number }

/**
 * Everything a group of saves writes, as one statement. `saves` and `ledger` are JSON texts of `saveRow` and
 * `ledgerRows`. Answers with the jobs that moved.
 *
 * Locks are taken gates first, then accounts, then jobs, each in the order of their keys; a locked counter is changed
 * once, from the sum over the rows that really moved. Every insert hangs on `moved`, so that a save whose job has
 * moved on leaves no trace.
 */
export async function runSaveStatement(sql: Sql, saves: string, ledger: string): Promise<SavedRow[]> {
  return sql<SavedRow[]>`
    with saves as materialized (
      select * from json_to_recordset(${saves}::text::json) as save (
        id text, from_state text, version int, save_id uuid, upstream text,
        state text, reason text, waiting_for text, due_at timestamptz, next_step text, keeps_next_step boolean,
        holds_slot boolean, overdue boolean, submissions int, retries int, polls int, poll_failures int,
        poll_failing_since timestamptz, archive_failures int, link_refreshes int, crashes int, reopens int, progress float8, upstream_status text,
        source_url text, source_expires_at timestamptz, source_seen_at timestamptz, link_alarms int, rescued_to text,
        reported jsonb, mismatch jsonb, reserved_ticks bigint,
        charged_ticks bigint, reported_ticks bigint, contingent_ticks bigint, cost_source text, failure jsonb,
        submitted_at timestamptz, rendered_at timestamptz, finished_at timestamptz,
        event_kind text, event_detail jsonb,
        submission_id text, submission_status text, worker_id text, deadline_at timestamptz, sent_now boolean,
        task_id text, task_unproven boolean, credential_id text, base_url text, has_http_status boolean, http_status int,
        has_message boolean, message text,
        reserved_delta bigint, charged_delta bigint, contingent_delta bigint, moves_money boolean,
        slot_delta int, overdue_delta int, asked_at timestamptz, gate_change text, gate_until timestamptz, gate_reason text, gate_kind text,
        clip jsonb, exchange jsonb, failure_fingerprint text, notice_kind text, notice_id text)
    ),
    locked_gates as materialized (${lockedGates(sql)}),
    locked_accounts as materialized (
      select a.id from accounts a
      where (select count(*) from locked_gates) >= 0
        and a.id in (
          select unnest(j.account_ids) from saves s join jobs j on j.id = s.id where s.moves_money)
      order by a.id for no key update
    ),
    moved as (
      update jobs j set
        state = s.state, reason = s.reason, waiting_for = s.waiting_for, due_at = s.due_at,
        next_step = case when s.keeps_next_step then j.next_step else s.next_step end,
        holds_slot = s.holds_slot, overdue = s.overdue, submissions = s.submissions, retries = s.retries,
        polls = s.polls, poll_failures = s.poll_failures, poll_failing_since = s.poll_failing_since,
        archive_failures = s.archive_failures, link_refreshes = s.link_refreshes,
        crashes = s.crashes, reopens = s.reopens, progress = s.progress,
        upstream_status = s.upstream_status, source_url = s.source_url, source_expires_at = s.source_expires_at,
        source_seen_at = s.source_seen_at, link_alarms = s.link_alarms, rescued_to = s.rescued_to,
        reported = s.reported, mismatch = s.mismatch, reserved_ticks = s.reserved_ticks,
        charged_ticks = s.charged_ticks, reported_ticks = s.reported_ticks, contingent_ticks = s.contingent_ticks,
        cost_source = s.cost_source, failure = s.failure, submitted_at = s.submitted_at, rendered_at = s.rendered_at,
        finished_at = s.finished_at, last_save_id = s.save_id,
        version = j.version + 1, last_seq = j.last_seq + (s.event_kind is not null)::int
      from saves s
      where j.id = s.id and j.version = s.version and j.state = s.from_state
        and (select count(*) from locked_accounts) >= 0
      returning j.id, j.version as new_version, j.last_seq, j.created_on, j.owner_id, j.batch_id, j.is_current,
        j.account_ids, j.model, j.simulated, s.upstream, s.from_state, s.state, s.event_kind, s.event_detail,
        s.submission_id, s.submission_status, s.worker_id, s.deadline_at, s.sent_now, s.task_id, s.task_unproven, s.credential_id,
        s.base_url, s.has_http_status, s.http_status, s.has_message, s.message, s.reported,
        s.reserved_delta, s.charged_delta, s.contingent_delta, s.moves_money, s.slot_delta, s.overdue_delta,
        s.asked_at, s.gate_change, s.gate_until, s.gate_reason, s.gate_kind, s.clip, s.exchange, s.failure, s.failure_fingerprint,
        s.notice_kind, s.notice_id
    ),
    written_events as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
      select created_on, id, last_seq, event_kind, from_state, state, coalesce(event_detail, '{}')
      from moved where event_kind is not null
    ),
    changed_submissions as (
      update submissions u set
        status = m.submission_status, worker_id = m.worker_id, deadline_at = m.deadline_at,
        sent_at = case when m.sent_now then now() else u.sent_at end,
        task_id = m.task_id, task_unproven = m.task_unproven, credential_id = m.credential_id, base_url = m.base_url,
        http_status = case when m.has_http_status then m.http_status else u.http_status end,
        message = case when m.has_message then m.message else u.message end,
        reported_model = coalesce(m.reported ->> 'model', u.reported_model),
        unknown_at = case when m.submission_status = 'unknown' then now() else u.unknown_at end,
        settled_at = case when m.submission_status not in ('intent', 'sending', 'accepted', 'unknown') then now() end
      from moved m where u.id = m.submission_id
    ),
    kept_exchanges as (
      insert into exchanges
        (job_id, submission_id, step, method, path, http_status, content_type, body, duration_ms, read_as, surprises)
      select id, exchange ->> 'submissionId', exchange ->> 'step', exchange ->> 'method', exchange ->> 'path',
        (exchange ->> 'httpStatus')::int, exchange ->> 'contentType', exchange ->> 'body',
        round((exchange ->> 'durationMs')::float8), exchange ->> 'readAs', exchange -> 'surprises'
      from moved where exchange is not null
    ),
    kept_failures as (
      insert into failures (job_id, owner_id, batch_id, submission_id, upstream, model, step, reason, fingerprint,
        message, charged, retryable, upstream_status)
      select id, owner_id, batch_id, submission_id, upstream, model, failure ->> 'step', failure ->> 'reason',
        failure_fingerprint, failure ->> 'message', failure ->> 'charged', (failure ->> 'retryable')::boolean,
        failure ->> 'upstreamStatus'
      from moved where failure_fingerprint is not null
    ),
    kept_clips as (
      insert into clips (job_id, bucket, key, bytes, sha256, media_sha256, crc32, content_type, duration_ms, width,
        height, codec, archived_at)
      select id, clip ->> 'bucket', clip ->> 'key', (clip ->> 'bytes')::bigint, clip ->> 'sha256',
        clip ->> 'mediaSha256', clip ->> 'crc32', clip ->> 'contentType',
        round((clip ->> 'durationMs')::float8), (clip ->> 'width')::int, (clip ->> 'height')::int,
        clip ->> 'codec', (clip ->> 'archivedAt')::timestamptz
      from moved where clip is not null
    ),
    booked as (
      insert into ledger_entries (job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit, credit,
        ticks, source, price_version, charge_key, simulated, account_ids)
      select m.id, m.owner_id, m.batch_id, l.submission_id, m.upstream, m.model, l.kind, l.debit, l.credit, l.ticks,
        l.source, l.price_version, l.charge_key, m.simulated, m.account_ids
      from json_to_recordset(${ledger}::text::json) as l (
        job_id text, submission_id text, kind text, debit text, credit text, ticks bigint, source text,
        price_version text, charge_key text)
      join moved m on m.id = l.job_id
      on conflict (charge_key) do nothing
    ),
    moved_accounts as (
      update accounts a set
        reserved_ticks = a.reserved_ticks + d.reserved, charged_ticks = a.charged_ticks + d.charged,
        contingent_ticks = a.contingent_ticks + d.contingent
      from (
        select account_id, sum(reserved_delta)::bigint as reserved, sum(charged_delta)::bigint as charged,
          sum(contingent_delta)::bigint as contingent
        from moved cross join unnest(account_ids) as account_id
        where moves_money group by account_id
      ) d
      where a.id = d.account_id
    ),
    gate_moves as (${gateMoves(sql)}),
    moved_gates as (${movedGates(sql)}),
    slowed_polls as (${slowedPolls(sql)}),
    counted as (
      insert into batch_deltas (batch_id, state, delta)
      select m.batch_id, side.state, sum(side.delta)
      from moved m cross join lateral (values (m.from_state, -1), (m.state, 1)) as side (state, delta)
      where m.batch_id is not null and m.is_current and m.from_state <> m.state
      group by m.batch_id, side.state having sum(side.delta) <> 0
    ),
    noticed as (
      insert into outbox (id, kind, job_id, owner_id, batch_id)
      select notice_id, notice_kind, id, owner_id, batch_id from moved where notice_kind is not null
    )
    select id, new_version as version from moved`
}
