create table jobs (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  key_id text collate "C" not null references api_keys (id),
  batch_id text collate "C" references batches (id),
  batch_row integer,
  row_key text collate "C",
  content_hash text collate "C",
  is_current boolean not null default true,
  supersedes_id text collate "C" references jobs (id),
  custom_id text,
  name text,
  priority smallint not null default 5,
  metadata jsonb not null default '{}',
  row_data jsonb,
  created_at timestamptz not null default now(),
  created_on date not null generated always as ((created_at at time zone 'UTC')::date) stored,

  upstream text collate "C" not null,
  model text not null,
  operation text not null,
  prompt text not null,
  duration_s integer,
  aspect_ratio text,
  resolution text,
  image_urls text[] not null default '{}',
  video_url text,
  clip_key text collate "C" not null,
  simulated boolean not null default false,
  quoted_ticks bigint,
  max_price_ticks bigint,
  price_version text,
  account_ids text[] collate "C" not null default '{}',

  state text not null default 'queued',
  reason text,
  waiting_for text,
  due_at timestamptz,
  next_step text,
  version integer not null default 1,
  last_seq integer not null default 1,
  last_save_id uuid,
  holds_slot boolean not null default false,
  overdue boolean not null default false,
  submissions integer not null default 0,
  retries integer not null default 0,
  polls integer not null default 0,
  poll_failures integer not null default 0,
  poll_failing_since timestamptz,
  archive_failures integer not null default 0,
  link_refreshes integer not null default 0,
  progress double precision,
  upstream_status text,
  source_url text,
  source_expires_at timestamptz,
  reported jsonb,
  mismatch jsonb not null default '[]',
  reserved_ticks bigint not null default 0,
  charged_ticks bigint,
  reported_ticks bigint,
  contingent_ticks bigint,
  cost_source text not null default 'unknown',
  failure jsonb,
  submitted_at timestamptz,
  rendered_at timestamptz,
  finished_at timestamptz,

  -- Not null only while queued: lets admission find the next due job by index, without an index on due_at, which every
  -- poll changes and which would make every poll rewrite all indexes of the row.
  admit_at timestamptz generated always as (case when state = 'queued' then due_at end) stored,
  -- Not null only when archived: its foreign key makes "archived, therefore a clip row" a rule of the database.
  archived_id text collate "C" generated always as (case when state = 'archived' then id end) stored,

  constraint jobs_clip_key_is_unique unique (clip_key),
  constraint jobs_state_known check (state in
    ('queued', 'submitting', 'unconfirmed', 'rendering', 'archiving', 'archived', 'failed', 'canceled')),
  constraint jobs_operation_known check (operation in ('generate', 'edit', 'extend')),
  constraint jobs_cost_source_known check (cost_source in ('metered', 'estimated', 'unknown')),
  constraint jobs_waiting_for_known check (waiting_for in
    ('slot', 'rate', 'gate', 'pause', 'budget', 'price', 'link_refused', 'archive_unwell')),
  constraint jobs_next_step_known check (next_step in ('submit', 'poll', 'archive', 'notify')),
  constraint jobs_failed_reason_known check (state <> 'failed' or coalesce(reason in
    ('rejected', 'moderated', 'upstream_failed', 'upstream_expired', 'upstream_lost', 'no_artifact', 'invalid_artifact',
     'artifact_lost', 'written_off', 'crashed', 'misconfigured'), false)),
  constraint jobs_canceled_reason_known check (state <> 'canceled' or coalesce(reason in
    ('by_user', 'superseded'), false)),
  constraint jobs_reason_only_at_an_end check (reason is null or state in ('failed', 'canceled')),
  constraint jobs_failed_has_a_failure check (state <> 'failed' or failure is not null),
  constraint jobs_final_has_a_time check ((state in ('archived', 'failed', 'canceled')) = (finished_at is not null)),
  constraint jobs_due_unless_nothing_is_next check
    ((state in ('archived', 'failed', 'canceled', 'unconfirmed')) = (due_at is null)),
  constraint jobs_wait_only_queued_or_archiving check (waiting_for is null or state in ('queued', 'archiving')),
  constraint jobs_slot_only_in_flight check (not holds_slot or state in ('submitting', 'rendering')),
  constraint jobs_sent_has_a_submission check
    (submissions >= 1 or state in ('queued', 'canceled', 'failed')),
  constraint jobs_version_counts check (version >= 1 and last_seq between 0 and version),
  constraint jobs_counts_are_not_negative check (submissions >= 0 and retries >= 0 and polls >= 0
    and poll_failures >= 0 and archive_failures >= 0 and link_refreshes >= 0),
  constraint jobs_money_is_not_negative check (quoted_ticks >= 0 and max_price_ticks >= 0 and reserved_ticks >= 0
    and charged_ticks >= 0 and reported_ticks >= 0 and contingent_ticks >= 0),
  constraint jobs_priority_in_range check (priority between 0 and 9),
  constraint jobs_progress_in_range check (progress between 0 and 100),
  constraint jobs_batch_row_is_whole check ((batch_id is null) = (batch_row is null) and (batch_id is null) = (row_key is null))
) with (fillfactor = 70);

comment on column jobs.batch_id is 'Null: posted alone.';
comment on column jobs.row_key is 'What makes the row the same row in the next file: its custom_id, or its content and place.';
comment on column jobs.content_hash is 'Of the resolved request; a changed row has another. Null: posted alone.';
comment on column jobs.is_current is 'False: a newer job stands for the row. Batch counters count only current jobs.';
comment on column jobs.supersedes_id is 'The job this one replaces or runs beside. Null: the first of its row.';
comment on column jobs.row_data is 'The caller''s own columns, for exports. Null: did not come from a file.';
comment on column jobs.duration_s is 'Null, here and in the next two: the model takes no such value.';
comment on column jobs.clip_key is 'Where the clip goes; resolved once, when the row is made.';
comment on column jobs.quoted_ticks is 'Null: the model has no price.';
comment on column jobs.max_price_ticks is 'Reserved when there is no quote. Null: a job without a quote waits under a cap.';
comment on column jobs.account_ids is 'The caps its money counts against; locked in the order of their ids.';
comment on column jobs.waiting_for is 'A hold of this very job. What queued jobs wait for together is worked out on reading.';
comment on column jobs.due_at is 'Queued: from when it may be admitted. Submitting: recovery. Rendering: next poll. Archiving: next attempt. Null: nothing is next.';
comment on column jobs.next_step is 'What due_at is due for, so that the sweep can ring again for the right step. Null: nothing, or admission.';
comment on column jobs.last_save_id is 'Which save wrote the present version, for a saver that lost the reply. Null: made or admitted.';
comment on column jobs.poll_failing_since is 'Null: the last poll was answered.';
comment on column jobs.progress is 'The upstream''s hint. Null: never said.';
comment on column jobs.source_url is 'A signed link: never logged. Null: none known, ask the upstream.';
comment on column jobs.charged_ticks is 'Null, here and for reported and contingent: unknown, never 0 for unknown.';

-- Newest first, all of an owner's and by state; ids are time-ordered.
create index jobs_newest on jobs (owner_id, id desc);
create index jobs_newest_by_state on jobs (owner_id, state, id desc);
create index jobs_of_batch on jobs (batch_id, id desc) where batch_id is not null;
create unique index jobs_one_current_per_row on jobs (batch_id, row_key) where is_current and batch_id is not null;
create index jobs_custom_id on jobs (owner_id, custom_id, id desc) where custom_id is not null;
-- Admission: the next of each batch. A job without a batch has its place under ''.
create index jobs_to_admit on jobs (upstream, coalesce(batch_id, ''), priority desc, id) where state = 'queued';
-- Its condition is not on the state, so that a fresh table without statistics never takes it for jobs_to_admit.
create index jobs_admit_later on jobs (upstream, admit_at) where admit_at is not null;
-- The sweep and fair share read all that is in flight, which the slots bound; due_at stays out of it (see admit_at).
create index jobs_in_flight on jobs (upstream) where state in ('submitting', 'rendering', 'archiving');

create function job_edge_allowed(from_state text, to_state text) returns boolean language sql immutable as $$
  select (from_state, to_state) in (
    ('queued', 'submitting'), ('queued', 'canceled'),
    ('submitting', 'queued'), ('submitting', 'rendering'), ('submitting', 'unconfirmed'), ('submitting', 'failed'),
    ('unconfirmed', 'rendering'), ('unconfirmed', 'queued'), ('unconfirmed', 'failed'),
    ('rendering', 'archiving'), ('rendering', 'failed'), ('rendering', 'queued'),
    ('archiving', 'archived'), ('archiving', 'failed'),
    ('failed', 'queued'))
$$;

create function refuse_illegal_edge() returns trigger language plpgsql as $$
begin
  raise exception 'a job may not go from % to %', old.state, new.state
    using errcode = 'check_violation', constraint = 'jobs_edge_allowed', table = 'jobs';
end $$;

create trigger jobs_edge_allowed before update of state on jobs for each row
  when (old.state is distinct from new.state and not job_edge_allowed(old.state, new.state))
  execute function refuse_illegal_edge();

-- Prompts are searched in a table of their own: an index on jobs would take the words in again at every transition.
create table job_words (
  job_id text collate "C" primary key references jobs (id) on delete cascade,
  words tsvector not null
);
create index job_words_words on job_words using gin (words);

create table submissions (
  id text collate "C" primary key,
  job_id text collate "C" not null references jobs (id),
  number integer not null,
  status text not null,
  worker_id text,
  deadline_at timestamptz,
  sent_at timestamptz,
  upstream text collate "C" not null,
  task_id text collate "C",
  credential_id text collate "C",
  base_url text,
  requested_model text not null,
  reported_model text,
  price_version text,
  http_status integer,
  message text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  constraint submissions_number_counts check (number >= 1),
  constraint submissions_status_known check (status in
    ('intent', 'sending', 'accepted', 'unknown', 'rejected', 'not_sent', 'finished', 'failed', 'resolved_absent', 'written_off')),
  constraint submissions_accepted_has_a_task check (status not in ('accepted', 'finished') or task_id is not null),
  constraint submissions_settled_has_a_time check
    ((status in ('intent', 'sending', 'accepted', 'unknown')) = (settled_at is null)),
  constraint submissions_number_is_unique unique (job_id, number)
) with (fillfactor = 80);
comment on column submissions.worker_id is 'Null: settled by recovery, bound by a person, or adopted.';
comment on column submissions.deadline_at is 'Null: before sending.';
comment on column submissions.sent_at is 'When sending was committed. Null: not sent by us.';
comment on column submissions.task_id is 'Null: the upstream never told us one.';
comment on column submissions.credential_id is 'HMAC of the key that sent it. Null: before sending, or adopted without one.';
create unique index submissions_one_live_per_job on submissions (job_id)
  where status in ('intent', 'sending', 'accepted', 'unknown');
create unique index submissions_task_is_bound_once on submissions (task_id, credential_id) nulls not distinct
  where task_id is not null;

create table clips (
  job_id text collate "C" primary key references jobs (id),
  bucket text not null,
  key text collate "C" not null,
  bytes bigint not null,
  sha256 text not null,
  crc32 text not null,
  content_type text not null,
  duration_ms integer not null,
  width integer not null,
  height integer not null,
  codec text not null,
  archived_at timestamptz not null,
  constraint clips_key_is_unique unique (bucket, key),
  constraint clips_are_not_empty check (bytes > 0),
  constraint clips_sha256_is_hex check (sha256 ~ '^[0-9a-f]{64}$')
);

alter table jobs add constraint jobs_archived_has_a_clip foreign key (archived_id) references clips (job_id);
