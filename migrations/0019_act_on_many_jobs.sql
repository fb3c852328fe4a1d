-- One action on many jobs, job by job; a failed job whose clip is paid for may ask for it again; failures with the same
-- cause have the same fingerprint at every upstream.

create or replace function job_edge_allowed(from_state text, to_state text) returns boolean language sql immutable as $$
  select (from_state, to_state) in (
    ('queued', 'submitting'), ('queued', 'canceled'),
    ('submitting', 'queued'), ('submitting', 'rendering'), ('submitting', 'unconfirmed'), ('submitting', 'failed'),
    ('unconfirmed', 'rendering'), ('unconfirmed', 'queued'), ('unconfirmed', 'failed'),
    ('rendering', 'archiving'), ('rendering', 'failed'), ('rendering', 'queued'),
    ('archiving', 'archived'), ('archiving', 'failed'),
    ('failed', 'queued'), ('failed', 'rendering'), ('failed', 'archiving'))
$$;

alter table jobs
  add column reopens integer not null default 0,
  add constraint jobs_reopens_count check (reopens >= 0);
comment on column jobs.reopens is 'How often its present submission was taken up again after a failure, without a new one; numbers what is booked about it.';

alter table operations
  drop constraint operations_action_known,
  add constraint operations_action_known check (action in ('retry', 'cancel', 'rearchive', 'prioritize', 'scrub', 'rebuild')),
  drop constraint operations_state_known,
  add constraint operations_state_known check (state in ('running', 'finished', 'failed', 'canceled')),
  add column held_until timestamptz;
comment on column operations.held_until is 'A worker has a part of it in hand until then. Null: none has.';
create index operations_running on operations (moved_at) where state = 'running';

-- What a bulk action was agreed on, job by job, fixed when it was begun.
create table operation_jobs (
  operation_id text collate "C" not null references operations (id),
  place integer not null,
  job_id text collate "C" not null,
  outcome text,
  code text,
  message text,
  at timestamptz,
  primary key (operation_id, place),
  constraint operation_jobs_places_count check (place >= 1),
  constraint operation_jobs_outcome_known check (outcome in ('done', 'refused', 'skipped', 'problem')),
  constraint operation_jobs_outcome_has_a_time check ((outcome is null) = (at is null))
);
comment on column operation_jobs.outcome is 'Refused: the job does not allow it. Skipped: a cap or its batch does not, at the moment. Problem: it was tried and failed. Null: not yet done.';
comment on column operation_jobs.code is 'Why, for machines. Null: not yet done, or done.';
comment on column operation_jobs.message is 'Why, for people. Null: not yet done, or done.';

-- The same trouble is the same at every upstream: whose it is stands in its own column.
update failures set fingerprint = step || '.' || reason || '.' || right(fingerprint, 12)
  where fingerprint like '%/%/%/%';
comment on column failures.fingerprint is 'The same trouble has the same one: step, reason and the shape of the words, with the vendor''s code among them.';
create index failures_by_cause on failures (owner_id, fingerprint, id desc);

-- What a person has said about a group of failures.
create table failure_groups (
  owner_id text collate "C" not null references owners (id),
  fingerprint text not null,
  status text not null,
  reason text,
  by_key text collate "C" not null references api_keys (id),
  at timestamptz not null default now(),
  primary key (owner_id, fingerprint),
  constraint failure_groups_status_known check (status in ('resolved', 'ignored'))
);
comment on column failure_groups.status is 'Resolved: over, and open again by itself when a failure comes after `at`. Ignored: not shown until a person opens it.';
comment on column failure_groups.reason is 'The person''s own words. Null: none were given.';
