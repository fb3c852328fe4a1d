-- What became of jobs and what was spent, as sums by quarter hour, so that months are told as fast as minutes. A worker
-- counts a quarter hour from the rows once it is over, and again whenever a row that belongs to it changes later.

create table job_stats (
  span text not null,
  at timestamptz not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  created integer not null,
  archived integer not null,
  failed integer not null,
  canceled integer not null,
  reasons jsonb not null,
  bytes bigint not null,
  polls bigint not null,
  codes integer[] not null,
  counts integer[] not null,
  primary key (owner_id, span, at, upstream, model),
  constraint job_stats_span_known check (span in ('15m', '6h')),
  constraint job_stats_codes_are_counted check (cardinality(codes) = cardinality(counts))
);
comment on column job_stats.at is 'When the span begins. Six hours begin at 0, 6, 12 and 18 in stats_progress.time_zone.';
comment on column job_stats.reasons is 'How many failed or were canceled, by reason.';
comment on column job_stats.bytes is 'Of what was archived, as are polls and latencies.';
comment on column job_stats.codes is 'Which latencies occurred: which one times 256, plus its bin; bins grow by a fifth. Their number is at the same place in counts.';

create table spend_stats (
  at timestamptz not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  key_id text collate "C" not null,
  batch_id text collate "C" not null,
  simulated boolean not null,
  quoted_ticks bigint,
  metered_ticks bigint,
  estimated_ticks bigint,
  contingent_ticks bigint,
  unknown integer not null,
  primary key (owner_id, at, upstream, model, key_id, batch_id, simulated)
);
comment on column spend_stats.at is 'When the quarter hour begins.';
comment on column spend_stats.batch_id is 'Empty: of jobs that were posted alone.';
comment on column spend_stats.quoted_ticks is 'Null, here and in the next three: nothing of that kind.';
comment on column spend_stats.unknown is 'Charges of an amount that nobody knows.';

-- How far the counting is. A reader takes sums up to there and rows from there on.
create table stats_progress (
  is_only boolean primary key default true,
  version integer not null default 1,
  counted_to timestamptz,
  six_hours_to timestamptz,
  time_zone text,
  constraint stats_progress_one_row check (is_only),
  constraint stats_progress_six_hours_know_where check (six_hours_to is null or time_zone is not null)
);
insert into stats_progress default values;
comment on column stats_progress.version is 'Raised by every counting, so that one which has not seen the last does nothing.';
comment on column stats_progress.counted_to is 'All quarter hours before it are counted. Null: none is; set to null, all are counted anew.';
comment on column stats_progress.six_hours_to is 'All six hours before it are added up. Null: none are.';

-- Spans that hold something else than was counted.
create table stats_marks (
  id bigint generated always as identity primary key,
  span text not null,
  at timestamptz not null,
  constraint stats_marks_span_known check (span in ('15m', '6h'))
);

-- How long the queue was and how old its oldest job, looked at every minute.
create table queue_samples (
  at timestamptz not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  queued integer not null,
  oldest_ms bigint not null,
  primary key (owner_id, at, upstream, model)
);
comment on column queue_samples.at is 'The minute of the look; after two days the quarter hour, with the most of its looks.';
create index queue_samples_at on queue_samples (at);

-- What was made and what ended in a span. Neither column changes while a job is on its way.
create index jobs_made on jobs (created_at);
create index jobs_ended on jobs (finished_at) where finished_at is not null;

create function mark_stats(moment timestamptz) returns void language sql as $$
  insert into stats_marks (span, at) values ('15m', date_bin('15 minutes', moment, 'epoch'))
$$;

-- A minute is more than a save needs from its decision to its statement: what is younger is counted in its turn.
create function mark_job_stats() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform mark_stats(new.created_at);
  elsif old.finished_at is not null then
    perform mark_stats(old.finished_at);
  end if;
  if new.finished_at is not null then
    perform mark_stats(new.finished_at);
  end if;
  return null;
end $$;

create trigger jobs_late_insert after insert on jobs for each row
  when (new.created_at < now() - interval '1 minute' or new.finished_at < now() - interval '1 minute')
  execute function mark_job_stats();
create trigger jobs_late_end after update of finished_at on jobs for each row
  when (old.finished_at is distinct from new.finished_at
    and (old.finished_at < now() - interval '1 minute' or new.finished_at < now() - interval '1 minute'))
  execute function mark_job_stats();

create function mark_spend_stats() returns trigger language plpgsql as $$
begin
  if new.at < now() - interval '1 minute' then
    perform mark_stats(new.at);
  end if;
  -- An amount that a bill makes known is unknown no more.
  if new.kind = 'adjusted' then
    perform mark_stats(e.at) from ledger_entries e
      where e.submission_id = new.submission_id and e.kind = 'charged' and e.ticks is null;
  end if;
  return null;
end $$;

create trigger ledger_entries_late after insert on ledger_entries for each row
  when (new.kind = 'adjusted' or new.at < now() - interval '1 minute')
  execute function mark_spend_stats();
