// What stands around the jobs: before them whose they are, after them the counters that agree with them.
import { adminKeyId, adminOwnerId } from '@reelkeep/db'

/** The eighth key, of one job in fifteen, is of another owner: whoever asks must not count its jobs. */
export const makeOwnersAndGates = `
insert into owners (id, name) values ('owner_bench0000000000000000000', 'studio');
insert into api_keys (id, owner_id, name, secret_hash, last_four, scopes)
  select 'key_bench000000000000000000' || n, case when n = 8 then 'owner_bench0000000000000000000' else '${adminOwnerId}' end,
    (array['website', 'newsletter', 'research', 'partners', 'trailers', 'archive', 'studio'])[n - 1], md5('key' || n), '0000',
    '{submit,read}'
  from generate_series(2, 8) as n;
create table bench.keys as
  select n as number, case when n = 1 then '${adminKeyId}' else 'key_bench000000000000000000' || n end as id,
    case when n = 8 then 'owner_bench0000000000000000000' else '${adminOwnerId}' end as owner_id
  from generate_series(1, 8) as n;
create table bench.failures as
select * from (values
  ('moderated', 'poll', 'unknown', false, 'content policy', 9), ('upstream_failed', 'poll', 'unknown', true, 'internal error', 12),
  ('rejected', 'submit', 'no', false, 'http 400 · invalid argument', 7), ('upstream_expired', 'poll', 'unknown', true, 'expired', 2),
  ('no_artifact', 'archive', 'yes', true, 'no link', 2), ('artifact_lost', 'archive', 'yes', true, 'http 404', 3)
) as f (reason, step, charged, retryable, words, kinds);
insert into upstream_gates (upstream, configured_max_in_flight, configured_requests_per_minute, tokens, closed_reason, closed_at,
    closed_kind)
  select upstream, 2000, 600, 0, case when upstream = 'retired' then 'no key for retired' end,
    case when upstream = 'retired' then now() end, case when upstream = 'retired' then 'no_key' end
  from bench.upstreams on conflict (upstream) do nothing;
insert into poll_buckets (upstream) select upstream from upstream_gates on conflict do nothing;
`

/** The months of the past get partitions, as they would have had. */
export const makePartitions = `
do $$ declare month date; begin
  for month in select generate_series(date_trunc('month', now() - interval '4 months'), now(), interval '1 month')::date loop
    execute format('create table if not exists %I partition of job_events for values from (%L) to (%L)',
      'job_events_' || to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date);
  end loop;
end $$;
select ensure_job_event_partitions(2);
`

export const makeBatches = `
insert into batches (id, owner_id, key_id, name, created_at, updated_at, budget_ticks, columns, state, pause_reason, paused_at)
  select b.id, k.owner_id, k.id, b.name, b.at, b.at, case when b.account_id is not null then b.size * 20000000000 end,
    '{prompt,custom_id}', case when b.is_paused then 'paused' else 'running' end, case when b.is_paused then 'by_user' end,
    case when b.is_paused then b.at end
  from bench.batches b join bench.keys k on k.number = b.key_number;
insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
  select b.account_id, k.owner_id, 'batch', b.id, b.size * 20000000000
  from bench.batches b join bench.keys k on k.number = b.key_number where b.account_id is not null;
`

/** Counters say what the rows say. */
export const countUp = `
update batches b set total = c.total, queued = c.queued, submitting = c.submitting, unconfirmed = c.unconfirmed,
  rendering = c.rendering, archiving = c.archiving, archived = c.archived, failed = c.failed, canceled = c.canceled,
  updated_at = coalesce(c.ended_at, b.updated_at), recorded_updated_at = coalesce(c.ended_at, b.updated_at),
  recorded_revision = b.revision, recorded_at = now(),
  state = case when c.open = 0 then 'finished' else b.state end,
  finished_at = case when c.open = 0 then c.ended_at end
from (
  select batch_id, count(*) as total, count(*) filter (where state = 'queued') as queued,
    count(*) filter (where state = 'submitting') as submitting, count(*) filter (where state = 'unconfirmed') as unconfirmed,
    count(*) filter (where state = 'rendering') as rendering, count(*) filter (where state = 'archiving') as archiving,
    count(*) filter (where state = 'archived') as archived, count(*) filter (where state = 'failed') as failed,
    count(*) filter (where state = 'canceled') as canceled, count(*) filter (where finished_at is null) as open,
    max(finished_at) as ended_at
  from jobs where batch_id is not null group by batch_id
) c where c.batch_id = b.id;
update accounts a set reserved_ticks = c.reserved, charged_ticks = c.charged, contingent_ticks = c.contingent
from (
  select account_ids[1] as id, sum(reserved_ticks) as reserved, coalesce(sum(charged_ticks), 0) as charged,
    coalesce(sum(contingent_ticks) filter (where state <> 'unconfirmed'), 0) as contingent
  from jobs where account_ids <> '{}' group by 1
) c where c.id = a.id;
update upstream_gates g set in_flight = c.in_flight, overdue = c.overdue
from (
  select upstream, count(*) filter (where holds_slot) as in_flight,
    count(*) filter (where overdue and state = 'rendering') as overdue
  from jobs where state in ('submitting', 'rendering') group by upstream
) c where c.upstream = g.upstream;
insert into audit_entries (owner_id, actor, action, target, reason, request_id, ip, at)
  select k.owner_id, k.id, (array['job-retried', 'batch-paused', 'batch-resumed', 'upstream-changed', 'job-resolved'])[1 + n % 5],
    'job_' || n, 'as agreed', 'req_' || n, '10.0.0.1', now() - (20000 - n) * interval '6 minutes'
  from generate_series(1, 20000) as n join bench.keys k on k.number = 1 + n % 8;
insert into operations (id, owner_id, key_id, action, filter, state, matched, done, created_at, finished_at, moved_at)
  select bench.id('op_', now() - n * interval '2 hours', n), '${adminOwnerId}', '${adminKeyId}', 'retry', '{"filter": {"state": "failed"}}',
    'finished', 120, 120, now() - n * interval '2 hours', now() - n * interval '2 hours', now() - n * interval '2 hours'
  from generate_series(1, 500) as n;
insert into worker_heartbeats (worker_id, host, pid, version, in_hand, detail, started_at)
  select 'worker-' || n, 'host-' || n, 1000 + n, 'v24', 40, '{"reelkeep": "0.4.0"}', now() - interval '3 days'
  from generate_series(1, 4) as n;
-- Nothing was counted yet, so that nothing has to be counted again.
truncate stats_marks;
drop schema bench cascade;
`
