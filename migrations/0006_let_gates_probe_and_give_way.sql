-- A gate that closed by itself says why in a word, tries one job by itself, and a rate that met a 429 recovers.

alter table upstream_gates
  add column closed_kind text,
  add column probe_at timestamptz,
  add column probe_wait_s double precision,
  add column probe_job_id text collate "C",
  add column cut double precision not null default 1,
  add column cut_at timestamptz,
  add column strain double precision not null default 0,
  add column strain_at timestamptz,
  add column overdue integer not null default 0,
  add column configured_speed double precision not null default 1,
  add column configured_max_overdue integer;

update upstream_gates g set
  closed_kind = case when closed_reason like 'no key for %' then 'no_key' when closed_reason is not null then 'account' end,
  probe_at = case when closed_reason not like 'no key for %' then now() end,
  probe_wait_s = case when closed_reason not like 'no key for %' then 300 end,
  overdue = (select count(*) from jobs j where j.upstream = g.upstream and j.state = 'rendering' and j.overdue);

alter table upstream_gates
  -- Where polls draw on the same bucket they go first, and may be promised turns that it does not hold yet.
  drop constraint upstream_gates_tokens_are_not_negative,
  add constraint upstream_gates_closure_known check (closed_kind in ('no_key', 'configuration', 'account', 'breaker')),
  add constraint upstream_gates_closed_says_why check ((closed_reason is null) = (closed_kind is null)),
  add constraint upstream_gates_only_the_closed_probe check
    ((coalesce(closed_kind, 'no_key') <> 'no_key') = (probe_at is not null and probe_wait_s is not null)),
  add constraint upstream_gates_cut_is_a_share check (cut > 0 and cut <= 1),
  add constraint upstream_gates_strain_is_not_negative check (strain >= 0),
  add constraint upstream_gates_overdue_counts check (overdue >= 0),
  add constraint upstream_gates_speed_is_positive check (configured_speed > 0);

comment on column upstream_gates.tokens is 'Creates that may go now. Below zero: polls that draw on it were promised turns.';
comment on column upstream_gates.closed_kind is 'Null: open.';
comment on column upstream_gates.probe_at is 'When a single job may try whether the upstream takes work again. Null: open, or there is no key to try with.';
comment on column upstream_gates.probe_wait_s is 'In the upstream''s own seconds; doubled when a probe fails. Null as probe_at is.';
comment on column upstream_gates.probe_job_id is 'The last job that was let through a closed gate. Null: none was.';
comment on column upstream_gates.cut is 'Share of the create rate left by the last 429, as of cut_at; it recovers from there.';
comment on column upstream_gates.cut_at is 'Null: no 429 was met.';
comment on column upstream_gates.strain is 'Lost submissions less what acceptances forgave, as of strain_at.';
comment on column upstream_gates.strain_at is 'When the last one was lost. Null: none was.';
comment on column upstream_gates.overdue is 'Jobs that are rendering and overdue; every statement that changes either moves it.';
comment on column upstream_gates.configured_max_overdue is 'Null: no cap.';

-- Turns of polls: a row of their own, so that asking for one does not wait for an admission.
create table poll_buckets (
  upstream text collate "C" primary key references upstream_gates (upstream),
  tokens double precision not null default 1,
  tokens_at timestamptz not null default now(),
  cut double precision not null default 1,
  cut_at timestamptz,
  constraint poll_buckets_cut_is_a_share check (cut > 0 and cut <= 1)
) with (fillfactor = 10);
comment on column poll_buckets.tokens is 'Polls that may go now. Below zero: turns that are promised and not yet due.';
comment on column poll_buckets.cut is 'Share of the poll rate left by the last 429 on a poll, as of cut_at; it recovers from there.';
comment on column poll_buckets.cut_at is 'Null: no 429 was met.';

insert into poll_buckets (upstream) select upstream from upstream_gates;
