-- A trial is found by its rows, a brake by what went wrong, and a job can be held by itself.

alter table batches
  add column stop_chosen boolean not null default false,
  add column judged_from timestamptz;
comment on column batches.stop_chosen is 'A person said when it stops, or that it never does; else that follows from its size.';
comment on column batches.judged_from is 'What ended until then is not held against it: a person saw it and let the batch go on. Null: all counts.';
comment on column batches.trial_rows is 'Only jobs of rows up to this one may be sent until a person approves. Null: no trial, or it was approved.';
create index batches_with_brakes on batches (id)
  where state = 'running' and (trial_rows is not null or stop_failed_share is not null);

-- Columns of their own for the same reason as admit_at: an index whose condition is on the state could be taken for
-- jobs_to_admit while a table has no statistics.
alter table jobs
  add column queued_row integer generated always as (case when state = 'queued' then batch_row end) stored,
  add column spoiled_batch text collate "C" generated always as (
    case when is_current and (
        state = 'failed' and (reason = 'moderated' or failure ->> 'charged' <> 'no')
        or state = 'archived' and mismatch @> '[{"field": "content"}]')
      then batch_id end) stored;
comment on column jobs.queued_row is 'Null: not queued, or posted alone.';
comment on column jobs.spoiled_batch is 'The batch in which it stands for a row that ended charged for nothing, moderated, or with media that another clip has. Null: it does not.';
create index jobs_queued_rows on jobs (batch_id, queued_row) where queued_row is not null;
create index jobs_spoiled on jobs (spoiled_batch) where spoiled_batch is not null;

alter table jobs
  drop constraint jobs_due_unless_nothing_is_next,
  add constraint jobs_due_unless_nothing_is_next check (
    (state in ('archived', 'failed', 'canceled', 'unconfirmed') or (state = 'queued' and coalesce(waiting_for = 'pause', false)))
      = (due_at is null));
