-- Append-only, by month of the job's creation; a job's whole history lies in one partition.
-- No foreign key: an event is written only by the statement that moves its job.
create table job_events (
  job_created_on date not null,
  job_id text collate "C" not null,
  seq integer not null,
  kind text not null,
  from_state text,
  to_state text not null,
  detail jsonb not null default '{}',
  at timestamptz not null default now(),
  primary key (job_created_on, job_id, seq),
  constraint job_events_seq_counts check (seq >= 1)
) partition by range (job_created_on);
comment on column job_events.from_state is 'Null: the event that made the job.';

-- Takes what has no month of its own, so that a missing partition never fails a save.
create table job_events_default partition of job_events default;

create trigger job_events_append_only before update or delete on job_events
  for each row execute function refuse_rewriting_history();

-- Makes the partitions of this month and the coming ones; says how many it made. A month that already has rows in the
-- default partition stays there.
create function ensure_job_event_partitions(months_ahead integer) returns integer language plpgsql as $$
declare
  month date;
  partition_name text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_job_event_partitions'));
  for month in
    select generate_series(date_trunc('month', now() at time zone 'UTC'),
                           date_trunc('month', now() at time zone 'UTC') + make_interval(months => months_ahead),
                           interval '1 month')::date
  loop
    partition_name := 'job_events_' || to_char(month, 'YYYY_MM');
    continue when to_regclass(format('%I.%I', current_schema(), partition_name)) is not null;
    continue when exists (select from job_events_default
      where job_created_on >= month and job_created_on < (month + interval '1 month')::date);
    execute format('create table %I partition of job_events for values from (%L) to (%L)',
      partition_name, month, (month + interval '1 month')::date);
    made := made + 1;
  end loop;
  return made;
end $$;

select ensure_job_event_partitions(2);

-- In this and the next two tables the job and what it belongs to carry no foreign key, for the reason given above; checking
-- them took half of the time of a save.
-- Raw replies, redacted and capped before they come here.
create table exchanges (
  id bigint generated always as identity primary key,
  job_id text collate "C" not null,
  submission_id text collate "C",
  step text not null,
  method text not null,
  path text not null,
  http_status integer,
  content_type text,
  body text,
  duration_ms integer not null,
  at timestamptz not null default now(),
  constraint exchanges_step_known check (step in ('submit', 'poll', 'archive', 'notify'))
);
comment on column exchanges.submission_id is 'Null: asked before a submission stood.';
comment on column exchanges.http_status is 'Null: no reply came.';
comment on column exchanges.body is 'Null: none came, or it was no text.';
create index exchanges_of_job on exchanges (job_id, id);

create table failures (
  id bigint generated always as identity primary key,
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  batch_id text collate "C",
  submission_id text collate "C",
  upstream text not null,
  model text not null,
  step text not null,
  reason text not null,
  fingerprint text not null,
  message text not null,
  charged text not null,
  retryable boolean not null,
  upstream_status text,
  at timestamptz not null default now(),
  constraint failures_step_known check (step in ('submit', 'poll', 'archive', 'resolve')),
  constraint failures_charged_known check (charged in ('yes', 'no', 'unknown')),
  constraint failures_reason_known check (reason in
    ('rejected', 'moderated', 'upstream_failed', 'upstream_expired', 'upstream_lost', 'no_artifact', 'invalid_artifact',
     'artifact_lost', 'written_off', 'crashed', 'misconfigured'))
);
comment on column failures.fingerprint is 'The same trouble has the same one: upstream, step, reason and the shape of the words.';
comment on column failures.upstream_status is 'Null: the upstream said nothing.';
create index failures_newest on failures (owner_id, at desc) include (fingerprint);
create index failures_of_job on failures (job_id);

create table ledger_entries (
  charge_key text collate "C" primary key,
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  batch_id text collate "C",
  submission_id text collate "C",
  upstream text not null,
  model text not null,
  kind text not null,
  debit text not null,
  credit text not null,
  ticks bigint,
  source text not null,
  price_version text,
  simulated boolean not null default false,
  at timestamptz not null default now(),
  constraint ledger_entries_kind_known check (kind in
    ('quoted', 'reserved', 'released', 'charged', 'contingent', 'adjusted')),
  constraint ledger_entries_source_known check (source in ('metered', 'estimated', 'unknown')),
  constraint ledger_entries_sides_follow_kind check ((kind, debit, credit) in (
    ('quoted', 'expected', 'quotes'), ('reserved', 'reserved', 'available'), ('released', 'available', 'reserved'),
    ('charged', 'spent', 'upstream'), ('contingent', 'at_risk', 'upstream'), ('adjusted', 'spent', 'upstream'))),
  constraint ledger_entries_taken_back_below_zero check (ticks >= 0 or kind in ('adjusted', 'contingent'))
);
comment on column ledger_entries.charge_key is 'What is booked, said once: a second booking of the same has the same key and is no booking.';
comment on column ledger_entries.ticks is 'Null: the amount is unknown.';
comment on column ledger_entries.submission_id is 'Null: belongs to the row, such as its quote.';
create index ledger_entries_newest on ledger_entries (owner_id, at desc);
create index ledger_entries_of_job on ledger_entries (job_id);
create index ledger_entries_of_batch on ledger_entries (batch_id) where batch_id is not null;

create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function refuse_rewriting_history();
