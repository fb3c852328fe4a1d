-- What of a job and of a batch is written into the bucket, so that the bucket alone is enough to have them again.

alter table jobs add column recorded_version integer not null default 0;
-- Not null only while its record in the bucket is missing or old. A column of its own for the same reason as admit_at: an
-- index that named the version would be rewritten, and all others with it, by every poll.
alter table jobs add column record_due_id text collate "C" generated always as (
  case when (state = 'archived' or (batch_id is null and state in ('failed', 'canceled'))) and recorded_version < version
    then id end) stored;
create index jobs_to_record on jobs (record_due_id) where record_due_id is not null;
comment on column jobs.recorded_version is 'The version that its record beside the clip shows. 0: none was written, or it has to be written again.';

alter table batches
  add column recorded_revision integer not null default 0,
  add column recorded_updated_at timestamptz,
  add column recorded_at timestamptz,
  add column restored_at timestamptz;
alter table batches add column record_due boolean not null
  generated always as (recorded_updated_at is null or recorded_updated_at <> updated_at) stored;
create index batches_to_record on batches (id) where record_due;
comment on column batches.recorded_revision is 'The revision that the manifest in the bucket shows. 0: none was written.';
comment on column batches.recorded_updated_at is 'The updated_at that the manifest shows. Null: none was written.';
comment on column batches.recorded_at is 'When the manifest was written. Null: never.';
comment on column batches.restored_at is 'When it was restored with rows that may have been sent after the record was written; a person resumes it. Null: nothing of the kind is open.';

alter table operations
  drop constraint operations_action_known,
  add constraint operations_action_known check (action in ('retry', 'cancel', 'rearchive', 'scrub', 'rebuild')),
  add column skipped integer not null default 0,
  add column problem_count integer not null default 0,
  add column problems jsonb not null default '[]',
  add column moved_at timestamptz not null default now();
comment on column operations.skipped is 'What was there already and was left alone.';
comment on column operations.problems is 'The first thousand, each with where it lies and what is wrong.';
comment on column operations.moved_at is 'When its figures last changed: one that has not moved for long has lost its process.';
