// From the plan into our tables, a range of jobs at a time. Every constraint and trigger is in force as always.

const range = 'p.n > $1 and p.n <= $2'
/** The event before those of the last submission: one earlier round is four events. */
const before = '(1 + 4 * p.retries)'
const ended = `(p.state in ('failed', 'canceled', 'unconfirmed'))::integer`

/** An archived job needs its clip and a clip its job: one statement makes both. */
export const copyJobs = `
with made as (
  insert into jobs (id, owner_id, key_id, batch_id, batch_row, row_key, content_hash, custom_id, priority, created_at,
    upstream, model, operation, prompt, duration_s, aspect_ratio, resolution, clip_key, simulated, quoted_ticks,
    price_version, account_ids, state, reason, waiting_for, due_at, next_step, version, last_seq, holds_slot, overdue,
    submissions, retries, polls, source_url, source_expires_at, source_seen_at, reported, mismatch, reserved_ticks,
    charged_ticks, reported_ticks, contingent_ticks, cost_source, failure, submitted_at, rendered_at, finished_at,
    recorded_version)
  select p.id, k.owner_id, k.id, b.id, p.batch_row, case when b.id is not null then coalesce(c.custom_id, md5(p.n::text)) end,
    md5('content' || p.n), c.custom_id, case when p.luck > 0.97 then 8 else 5 end, p.at,
    p.upstream, p.model, case when p.is_edit then 'edit' else 'generate' end, p.prompt, p.duration, '16:9', '720p',
    'admin/' || coalesce(b.id, 'single') || '/' || p.n || '.mp4', p.simulated, p.quoted,
    case when p.quoted is not null then 'list-3' end, array_remove(array[b.account_id], null), p.state, p.reason,
    case when p.state = 'queued' and p.luck > 0.98 then 'pause' when p.state = 'archiving' and p.luck > 0.9 then 'link_refused' end,
    case when p.state in ('archived', 'failed', 'canceled', 'unconfirmed') or p.state = 'queued' and p.luck > 0.98 then null
      when p.state = 'queued' then p.at else now() + interval '20 seconds' end,
    case p.state when 'submitting' then 'submit' when 'rendering' then 'poll' when 'archiving' then 'archive' end,
    ${before} + p.phase + ${ended} + 3, ${before} + p.phase + ${ended},
    p.state in ('submitting', 'rendering') and not o.overdue, o.overdue,
    case when p.phase = 0 then 0 else 1 + p.retries end, p.retries,
    case when p.phase > 3 then 2 + floor(p.luck * 5)::integer else 0 end,
    case when p.state = 'archiving' then 'https://clips.example.com/' || p.n || '.mp4' end,
    case when p.state = 'archiving' then p.rendered_at + interval '1 hour' end,
    case when p.state = 'archiving' then p.rendered_at end,
    case when p.phase > 3 then jsonb_build_object('model', p.model, 'durationS', p.duration, 'createdAt', null, 'startedAt', null,
      'finishedAt', case when p.upstream <> 'xai' then
        to_char((p.rendered_at - (3 + 40 * p.luck) * interval '1 second') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end) end,
    case when p.is_mismatch and p.phase > 3 then
      '[{"field": "duration", "asked": "10", "got": "8", "ticks": null}]'::jsonb else '[]' end,
    case when p.state in ('submitting', 'rendering', 'unconfirmed') then coalesce(p.quoted, 0) else 0 end,
    p.charged, case when p.source = 'metered' then p.charged end,
    case when p.state = 'unconfirmed' or p.reason in ('moderated', 'upstream_failed') then p.quoted end,
    case when p.charged is null then 'unknown' else p.source end,
    case when p.state = 'failed' then jsonb_build_object('step', f.step, 'reason', p.reason, 'message', 'It ended so.',
      'charged', f.charged, 'retryable', f.retryable, 'upstreamStatus', f.words) end,
    case when p.phase > 2 then p.sent_at end, case when p.phase > 3 then p.rendered_at end, p.ended_at,
    case when p.state in ('archived', 'failed', 'canceled') then ${before} + p.phase + ${ended} + 3 else 0 end
  from bench.jobs p
  join bench.keys k on k.number = p.key_number
  left join bench.batches b on b.n = p.batch
  left join bench.failures f on f.reason = p.reason
  cross join lateral (select case when p.batch_row % 5 < 3 then 'sku-' || p.batch || '-' || p.batch_row
    when p.batch is null and p.luck < 0.3 then 'order-' || p.n end as custom_id) c
  cross join lateral (select p.state = 'rendering' and p.luck > 0.96 as overdue) o
  where ${range}
  returning id, state, clip_key
)
insert into clips (job_id, bucket, key, bytes, sha256, crc32, content_type, duration_ms, width, height, codec, archived_at,
  media_sha256, checked_at, damage)
select m.id, 'clips', m.clip_key, (1500000 + 4000000 * p.luck)::bigint, md5(m.id) || md5(m.clip_key), 'AAAAAA==',
  'video/mp4', p.duration * 1000, 1280, 720, 'avc1', p.archived_at, md5('a' || m.id) || md5('b' || m.id),
  case when p.luck > 0.5 then p.archived_at end, case when p.luck > 0.99998 then 'other_hash' end
from made m join bench.jobs p on p.id = m.id and ${range} where m.state = 'archived'`

const copyWords = `
insert into job_words (job_id, words) select p.id, to_tsvector('simple', p.prompt) from bench.jobs p where ${range}`

const copySubmissions = `
insert into submissions (id, job_id, number, status, worker_id, deadline_at, sent_at, upstream, task_id, credential_id,
  base_url, requested_model, price_version, created_at, settled_at, unknown_at)
select bench.id('sub_', p.at, p.n), p.id, 1, 'failed', 'worker-1', p.at + interval '2 minutes', p.at, p.upstream,
  'early_' || md5(p.n::text), 'credential-' || p.upstream, 'https://upstream.example.com', p.model, 'list-3', p.at, p.sent_at, null
from bench.jobs p where ${range} and p.retries = 1
union all
select p.submission_id, p.id, 1 + p.retries, case
    when p.state = 'submitting' then 'sending' when p.state in ('rendering', 'archiving') then 'accepted'
    when p.state = 'unconfirmed' then 'unknown' when p.reason = 'rejected' then 'rejected'
    when p.state = 'failed' then 'failed' else 'finished' end,
  'worker-' || (1 + p.n % 4), p.sent_at + interval '2 minutes', p.sent_at, p.upstream,
  case when p.phase > 2 then 'video_' || md5(p.n::text) end, 'credential-' || p.upstream, 'https://upstream.example.com', p.model,
  'list-3', p.sent_at, case when p.state in ('archived', 'failed') then p.ended_at end,
  case when p.state = 'unconfirmed' then p.sent_at end
from bench.jobs p where ${range} and p.phase > 0`

const copyEvents = `
insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail, at)
select (p.at at time zone 'UTC')::date, p.id, e.seq, e.kind, e.from_state, e.to_state, coalesce(e.detail, '{}'), e.at
from bench.jobs p cross join lateral (values
  (true, 1, 'job-created', null, 'queued', null, p.at),
  (p.retries = 1, 2, 'job-admitted', 'queued', 'submitting', jsonb_build_object('number', 1), p.at),
  (p.retries = 1, 3, 'submission-sending', 'submitting', 'submitting', null, p.at),
  (p.retries = 1, 4, 'submission-accepted', 'submitting', 'rendering', null, p.at),
  (p.retries = 1, 5, 'retry-scheduled', 'rendering', 'queued', jsonb_build_object('retry', 1), p.sent_at),
  (p.phase > 0, ${before} + 1, 'job-admitted', 'queued', 'submitting',
    jsonb_build_object('submission', p.submission_id, 'number', 1 + p.retries, 'worker', 'worker-1'), p.sent_at),
  (p.phase > 1, ${before} + 2, 'submission-sending', 'submitting', 'submitting', jsonb_build_object('worker', 'worker-1'), p.sent_at),
  (p.phase > 2, ${before} + 3, 'submission-accepted', 'submitting', 'rendering',
    jsonb_build_object('task', 'video_' || md5(p.n::text)), p.sent_at),
  (p.phase > 3, ${before} + 4, 'render-succeeded', 'rendering', 'archiving', jsonb_build_object('polls', 4), p.rendered_at),
  (p.phase > 4, ${before} + 5, 'clip-archived', 'archiving', 'archived', null, p.archived_at),
  (p.state = 'failed', ${before} + p.phase + 1, 'job-failed',
    (array['queued', 'submitting', 'submitting', 'rendering', 'archiving'])[p.phase + 1], 'failed',
    jsonb_build_object('reason', p.reason), p.ended_at),
  (p.state = 'canceled', ${before} + 1, 'job-canceled', 'queued', 'canceled', jsonb_build_object('reason', p.reason), p.ended_at),
  (p.state = 'unconfirmed', ${before} + 3, 'submission-unknown', 'submitting', 'unconfirmed', null, p.sent_at)
) as e (is_so, seq, kind, from_state, to_state, detail, at)
where ${range} and e.is_so`

const copyFailures = `
insert into failures (job_id, owner_id, batch_id, submission_id, upstream, model, step, reason, fingerprint, message, charged,
  retryable, upstream_status, at)
select p.id, k.owner_id, b.id, p.submission_id, p.upstream, p.model, f.step, f.reason,
  f.step || '.' || f.reason || '.' || substr(md5(f.words || (p.n % f.kinds)), 1, 12), 'It ended so.', f.charged, f.retryable,
  f.words || ' ' || (p.n % f.kinds), case when p.state = 'failed' then p.ended_at else p.sent_at end
from bench.jobs p join bench.keys k on k.number = p.key_number left join bench.batches b on b.n = p.batch
join bench.failures f on f.reason = coalesce(case when p.state = 'failed' then p.reason end, 'upstream_failed')
where ${range} and (p.state = 'failed' or p.retries = 1)`

const copyLedger = `
insert into ledger_entries (charge_key, job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit, credit, ticks,
  source, price_version, simulated, at, account_ids)
select case when l.kind = 'quoted' then p.id else p.submission_id end || '-' || l.kind, p.id, k.owner_id, b.id,
  case when l.kind <> 'quoted' then p.submission_id end, p.upstream, p.model, l.kind, l.debit, l.credit, l.ticks, l.source,
  'list-3', p.simulated, l.at, case when l.kind = 'quoted' then '{}' else array_remove(array[b.account_id], null) end
from bench.jobs p join bench.keys k on k.number = p.key_number left join bench.batches b on b.n = p.batch
cross join lateral (values
  (true, 'quoted', 'expected', 'quotes', p.quoted, case when p.quoted is null then 'unknown' else 'estimated' end, p.at),
  (p.phase > 0 and p.quoted is not null, 'reserved', 'reserved', 'available', p.quoted, 'estimated', p.sent_at),
  ((p.phase > 3 or p.state = 'failed') and p.quoted is not null, 'released', 'available', 'reserved', p.quoted, 'estimated',
    coalesce(least(p.rendered_at, p.ended_at), p.rendered_at)),
  (p.charged is not null or p.state in ('archiving', 'archived'), 'charged', 'spent', 'upstream', p.charged,
    case when p.charged is null then 'unknown' else p.source end, p.rendered_at),
  (p.state = 'unconfirmed' or p.reason in ('moderated', 'upstream_failed'), 'contingent', 'at_risk', 'upstream', p.quoted,
    case when p.quoted is null then 'unknown' else 'estimated' end, coalesce(p.ended_at, p.sent_at))
) as l (is_so, kind, debit, credit, ticks, source, at)
where ${range} and l.is_so`

const copyExchanges = `
insert into exchanges (job_id, submission_id, step, method, path, http_status, content_type, body, duration_ms, at, read_as)
select p.id, p.submission_id, 'submit', 'POST', '/v1/videos', 200, 'application/json', '{"id":"video_1"}', 800, p.sent_at,
  'submission-accepted'
from bench.jobs p where ${range} and p.phase > 2 and p.n % 50 = 0`

/** Whatever belongs to jobs that are there. */
export const copyBelongings: readonly { readonly name: string; readonly statement: string }[] = [
  { name: 'words', statement: copyWords },
  { name: 'submissions', statement: copySubmissions },
  { name: 'events', statement: copyEvents },
  { name: 'failures', statement: copyFailures },
  { name: 'ledger', statement: copyLedger },
  { name: 'exchanges', statement: copyExchanges },
]
