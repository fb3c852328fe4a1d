-- Jobs that are born with a task made elsewhere, and jobs that are born with a clip we have already.

alter table jobs
  add column adopted boolean not null default false,
  add column reused_from text collate "C";
comment on column jobs.adopted is 'Its task was made elsewhere: it is polled, archived and costed, and never sent.';
comment on column jobs.reused_from is 'The archived job whose clip it copies instead of buying one; no foreign key, since records may bring that job back later. With a submission of its own it was bought after all. Null: none.';

alter table jobs
  -- What was never sent can only have a clip of ours, and says whose.
  drop constraint jobs_sent_has_a_submission,
  add constraint jobs_sent_has_a_submission check
    (submissions >= 1 or state in ('queued', 'canceled', 'failed')
      or (reused_from is not null and state in ('archiving', 'archived') and source_url is null)),
  add constraint jobs_adopted_is_never_sent check (not adopted or state in ('rendering', 'archiving', 'archived', 'failed')),
  drop constraint jobs_failed_reason_known,
  add constraint jobs_failed_reason_known check (state <> 'failed' or coalesce(reason in
    ('rejected', 'moderated', 'upstream_failed', 'upstream_expired', 'upstream_lost', 'no_artifact', 'invalid_artifact',
     'artifact_lost', 'reuse_lost', 'written_off', 'crashed', 'misconfigured',
     'image_missing'), false));
alter table failures
  drop constraint failures_reason_known,
  add constraint failures_reason_known check (reason in
    ('rejected', 'moderated', 'upstream_failed', 'upstream_expired', 'upstream_lost', 'no_artifact', 'invalid_artifact',
     'artifact_lost', 'reuse_lost', 'written_off', 'crashed', 'misconfigured',
     'image_missing'));

-- What an owner has already, by what was asked for, the newest first.
create index jobs_reusable on jobs (owner_id, content_hash, id desc) where state = 'archived' and content_hash is not null;
