-- One row per upstream: the only place that says whether, and how many, jobs may be sent now.
create table upstream_gates (
  upstream text collate "C" primary key,
  in_flight integer not null default 0,
  tokens double precision not null default 1,
  tokens_at timestamptz not null default now(),
  paused boolean not null default false,
  closed_reason text,
  closed_at timestamptz,
  not_before timestamptz,
  configured_max_in_flight integer not null default 0,
  configured_requests_per_minute double precision not null default 0,
  max_in_flight integer,
  requests_per_minute double precision,
  polls_per_minute double precision,
  updated_at timestamptz not null default now(),
  constraint upstream_gates_in_flight_counts check (in_flight >= 0),
  constraint upstream_gates_tokens_are_not_negative check (tokens >= 0),
  constraint upstream_gates_closed_has_a_time check ((closed_reason is null) = (closed_at is null)),
  constraint upstream_gates_limits_are_not_negative check
    (max_in_flight >= 0 and requests_per_minute >= 0 and polls_per_minute >= 0)
) with (fillfactor = 10);
comment on column upstream_gates.in_flight is 'Jobs with holds_slot; every statement that changes holds_slot moves it.';
comment on column upstream_gates.closed_reason is 'Null: open.';
comment on column upstream_gates.not_before is 'No create before this, after a rate limit. Null: none was met.';
comment on column upstream_gates.configured_max_in_flight is 'As the last start read it; with the next one, for reading what jobs wait for.';
comment on column upstream_gates.max_in_flight is 'Live override, in force over restarts, as are the next two. Null: the configuration holds.';

-- Notices due to somebody, written by the statement that causes them, and so without foreign keys.
create table outbox (
  id text collate "C" primary key,
  kind text not null,
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  batch_id text collate "C",
  due_at timestamptz default now(),
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  constraint outbox_kind_known check (kind in ('job.archived', 'job.failed', 'job.canceled', 'job.unconfirmed'))
);
comment on column outbox.due_at is 'Null: delivered, or given up.';
create index outbox_due on outbox (due_at) where due_at is not null;

create table worker_heartbeats (
  worker_id text primary key,
  host text not null,
  pid integer not null,
  version text not null,
  state text not null default 'running',
  in_hand integer not null default 0,
  detail jsonb not null default '{}',
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now(),
  constraint worker_heartbeats_state_known check (state in ('running', 'draining'))
) with (fillfactor = 50);
