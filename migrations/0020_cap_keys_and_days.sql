-- Caps of keys and of their days, held in the claim's own statement; and what a vendor's bill says about each submission.

alter table accounts
  add column carried_ticks bigint,
  add column day_ends_at timestamptz,
  add constraint accounts_carried_is_not_negative check (carried_ticks >= 0);
comment on column accounts.carried_ticks is 'Spent or under way before the account was made; a part of charged_ticks that no ledger entry names it for. Null: not worked out yet, and nothing of the key is sent before it is; means nothing for a batch.';
comment on column accounts.day_ends_at is 'When the day of this account is over. Null: not of a day.';

-- Which accounts an entry moved. A job that is sent again on another day moves the accounts of that day, and what an
-- earlier submission cost stays where it was.
alter table ledger_entries add column account_ids text[] collate "C" not null default '{}';
comment on column ledger_entries.account_ids is 'The caps that this entry counts against: those its reservation was made on.';

alter table ledger_entries disable trigger ledger_entries_append_only;
update ledger_entries e set account_ids = j.account_ids
from jobs j where j.id = e.job_id and e.kind <> 'quoted' and j.account_ids <> '{}';
alter table ledger_entries enable trigger ledger_entries_append_only;

create index ledger_entries_of_submission on ledger_entries (submission_id) where submission_id is not null;

comment on column jobs.account_ids is 'The caps its money counts against: its batch''s from the start, and from its last claim those of its key and of that day.';

-- Admission goes by batch and key, so that the jobs of a key that may spend no more never stand before those of another.
drop index jobs_to_admit;
create index jobs_to_admit on jobs (upstream, coalesce(batch_id, ''), key_id, priority desc, id) where state = 'queued';
-- Whether anything of a batch and key is cheap enough to go, without reading past all that is not.
create index jobs_cheapest_to_admit on jobs (upstream, coalesce(batch_id, ''), key_id, coalesce(quoted_ticks, max_price_ticks))
  where state = 'queued';

-- What clips really cost, newest first, for quotes.
create index jobs_metered on jobs (upstream, model, id desc) where cost_source = 'metered';
-- How long renders took, newest first, for quotes.
create index jobs_rendered on jobs (upstream, model, id desc) where rendered_at is not null and submitted_at is not null;

-- Counts with a snapshot of its own, and so exactly, when its caller holds the lock of the key's row.
create function key_jobs_in_flight(of_key text) returns integer language plpgsql volatile as $$
begin
  return (select count(*) from jobs
    where key_id = of_key and holds_slot and state in ('submitting', 'rendering', 'archiving'));
end $$;

-- A vendor's bill, held against what we booked.
create table reconciliations (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  key_id text collate "C" not null references api_keys (id),
  upstream text collate "C" not null,
  file_name text,
  file_sha256 text not null,
  format text not null,
  columns jsonb not null,
  from_at timestamptz,
  to_at timestamptz,
  line_count integer not null,
  bill_ticks bigint not null,
  applied boolean not null default false,
  takes_back_missing boolean not null default false,
  created_at timestamptz not null default now(),
  applied_at timestamptz,
  constraint reconciliations_sha256_is_hex check (file_sha256 ~ '^[0-9a-f]{64}$'),
  constraint reconciliations_format_known check (format in ('csv', 'json', 'ndjson')),
  constraint reconciliations_applied_has_a_time check (applied = (applied_at is not null))
);
comment on column reconciliations.columns is 'Which column of the file was taken for what, and in which unit.';
comment on column reconciliations.from_at is 'Where the bill begins: what was sent before is not missed in it. Null: as far as its first line.';
comment on column reconciliations.takes_back_missing is 'Charges that the bill lacks were taken back.';
create index reconciliations_newest on reconciliations (owner_id, id desc);

create table reconciliation_lines (
  reconciliation_id text collate "C" not null references reconciliations (id) on delete cascade,
  place integer not null,
  verdict text not null,
  task_id text,
  submission_id text collate "C",
  job_id text collate "C",
  model text,
  billed_at timestamptz,
  file_lines integer[] not null default '{}',
  billed_ticks bigint,
  booked_ticks bigint,
  at_risk_ticks bigint,
  adjusted_ticks bigint,
  primary key (reconciliation_id, place),
  constraint reconciliation_lines_verdict_known check (verdict in ('matched', 'missing', 'extra', 'different'))
);
comment on column reconciliation_lines.task_id is 'Null: a doubtful submission that never had one.';
comment on column reconciliation_lines.submission_id is 'Null: the bill names a task that we do not know.';
comment on column reconciliation_lines.billed_ticks is 'The sum of the bill''s lines about the task. Null: it has none.';
comment on column reconciliation_lines.booked_ticks is 'What we had booked as charged. Null: nothing, or an amount that nobody knew.';
comment on column reconciliation_lines.at_risk_ticks is 'What we had booked as perhaps charged. Null: nothing.';
comment on column reconciliation_lines.adjusted_ticks is 'What applying the bill booked. Null: nothing was booked.';
create index reconciliation_lines_by_verdict on reconciliation_lines (reconciliation_id, verdict, place);
