create table batches (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  key_id text collate "C" not null references api_keys (id),
  name text not null,
  state text not null default 'running',
  revision integer not null default 1,
  budget_ticks bigint,
  max_price_ticks bigint,
  options jsonb not null default '{}',
  intake jsonb not null default '{}',
  columns text[] not null default '{}',
  total integer not null default 0,
  queued integer not null default 0,
  submitting integer not null default 0,
  unconfirmed integer not null default 0,
  rendering integer not null default 0,
  archiving integer not null default 0,
  archived integer not null default 0,
  failed integer not null default 0,
  canceled integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint batches_state_known check (state in ('running', 'paused', 'canceled', 'finished')),
  constraint batches_finished_has_a_time check ((state = 'finished') = (finished_at is not null)),
  constraint batches_name_is_one_per_owner unique (owner_id, name),
  constraint batches_money_is_not_negative check (budget_ticks >= 0 and max_price_ticks >= 0)
) with (fillfactor = 80);
comment on column batches.revision is 'Raised by every intake; a plan made on one revision is refused on another.';
comment on column batches.budget_ticks is 'Null: no budget.';
comment on column batches.max_price_ticks is 'Reserved for each row without a price. Null: such rows are refused under a cap.';
comment on column batches.options is 'As posted: defaults, template, variables, takes, trial, stop_when, retry, on_invalid.';
comment on column batches.intake is 'What the last intake did: created, unchanged, retried, absent, skipped.';
comment on column batches.columns is 'The columns of the caller''s file, in its order, for exports.';
comment on column batches.total is 'This and the counts by state are rolled up; the truth is these plus the open batch_deltas.';
create index batches_newest on batches (owner_id, id desc);

-- Insert-only counters: one hot batch row must not serialise every save. Rolled up into batches by the sweep.
-- No foreign key: checking it would lock that same hot row. A batch is never deleted.
create table batch_deltas (
  id bigint generated always as identity primary key,
  batch_id text collate "C" not null,
  state text not null,
  delta integer not null,
  at timestamptz not null default now(),
  constraint batch_deltas_state_known check (state in
    ('queued', 'submitting', 'unconfirmed', 'rendering', 'archiving', 'archived', 'failed', 'canceled'))
);
create index batch_deltas_batch on batch_deltas (batch_id);

-- What may be spent, and what is: one row per cap (of a batch, of a key, of a day of a key).
create table accounts (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  kind text not null,
  batch_id text collate "C" references batches (id),
  key_id text collate "C" references api_keys (id),
  on_day date,
  cap_ticks bigint,
  reserved_ticks bigint not null default 0,
  charged_ticks bigint not null default 0,
  contingent_ticks bigint not null default 0,
  created_at timestamptz not null default now(),
  constraint accounts_kind_known check (kind in ('batch', 'key', 'day')),
  constraint accounts_name_what_they_cap check (
    case kind when 'batch' then batch_id is not null and on_day is null
              when 'key' then key_id is not null and on_day is null
              else key_id is not null and on_day is not null end),
  constraint accounts_cap_is_not_negative check (cap_ticks >= 0),
  constraint accounts_reserved_is_not_negative check (reserved_ticks >= 0)
) with (fillfactor = 50);
comment on column accounts.cap_ticks is 'Null: nothing is capped, the row only counts.';
comment on column accounts.contingent_ticks is 'May have been charged beyond what is reserved; nobody can say yet. Counts against the cap.';
create unique index accounts_one_per_batch on accounts (batch_id) where kind = 'batch';
create unique index accounts_one_per_key on accounts (key_id) where kind = 'key';
create unique index accounts_one_per_day on accounts (key_id, on_day) where kind = 'day';

-- Staging for files, dry runs and quotes; nothing here is a job yet, and all of it may be dropped.
create table uploads (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  key_id text collate "C" not null references api_keys (id),
  purpose text not null,
  state text not null default 'receiving',
  name text,
  options jsonb not null default '{}',
  columns text[] not null default '{}',
  row_count integer not null default 0,
  problem_count integer not null default 0,
  quoted_ticks bigint,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  constraint uploads_purpose_known check (purpose in ('batch', 'dry_run', 'quote')),
  constraint uploads_state_known check (state in ('receiving', 'staged', 'used'))
);
comment on column uploads.name is 'Of the batch it is for. Null: none was given.';
comment on column uploads.quoted_ticks is 'Null: not quoted, or a row without a price.';
create index uploads_expiry on uploads (expires_at);

create table upload_rows (
  upload_id text collate "C" not null references uploads (id) on delete cascade,
  row integer not null,
  line integer not null,
  row_key text collate "C",
  content_hash text collate "C",
  data jsonb not null default '{}',
  request jsonb,
  problems jsonb not null default '[]',
  primary key (upload_id, row),
  constraint upload_rows_count_from_one check (row >= 1 and line >= 1)
);
comment on column upload_rows.data is 'The caller''s own columns, as read.';
comment on column upload_rows.request is 'The resolved job. Null: the row has problems.';
comment on column upload_rows.row_key is 'Null: the row has problems, so that it stands for no job.';

create table operations (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  key_id text collate "C" not null references api_keys (id),
  action text not null,
  filter jsonb not null default '{}',
  state text not null default 'running',
  matched integer not null default 0,
  done integer not null default 0,
  refused integer not null default 0,
  quoted_ticks bigint,
  position text collate "C",
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint operations_action_known check (action in ('retry', 'cancel', 'rearchive')),
  constraint operations_state_known check (state in ('running', 'finished', 'failed')),
  constraint operations_ended_has_a_time check ((state <> 'running') = (finished_at is not null))
);
comment on column operations.quoted_ticks is 'Null: the price of a matched job is unknown.';
comment on column operations.position is 'The last job handled, for going on after a crash. Null: none yet.';
create index operations_newest on operations (owner_id, id desc);
