-- Why a batch stands still, what makes it stop by itself, and what a key may spend and ask for.

alter table batches
  add column trial_rows integer,
  add column stop_failed_share double precision,
  add column stop_after integer,
  add column pause_reason text,
  add column pause_detail jsonb,
  add column paused_at timestamptz;
alter table batches
  add constraint batches_trial_has_rows check (trial_rows >= 1),
  add constraint batches_stop_is_a_share check (stop_failed_share > 0 and stop_failed_share <= 1),
  add constraint batches_stop_says_when check ((stop_failed_share is null) = (stop_after is null)),
  add constraint batches_stop_after_counts check (stop_after >= 1),
  add constraint batches_pause_reason_known check (pause_reason in ('by_user', 'trial', 'stop_when', 'restored')),
  add constraint batches_pause_has_a_reason check (pause_reason is null or state = 'paused');
comment on column batches.trial_rows is 'Only the jobs of the first so many rows may be sent until a person approves. Null: no trial, or it was approved.';
comment on column batches.stop_failed_share is 'The batch pauses itself when so large a share of what ended failed with a charge, was moderated, or has the content of another clip. Null: never.';
comment on column batches.stop_after is 'Judged only once so many have ended.';
comment on column batches.pause_reason is 'Null: not paused, or paused before reasons were kept.';
comment on column batches.pause_detail is 'The figures behind the reason.';

alter table api_keys
  add column day_cap_ticks bigint,
  add column max_in_flight integer,
  add column requests_per_minute integer,
  add column allowed_upstreams text[],
  add column allowed_models text[],
  add column max_duration_s integer;
alter table api_keys
  add constraint api_keys_limits_are_not_negative check
    (day_cap_ticks >= 0 and max_in_flight >= 0 and requests_per_minute >= 1 and max_duration_s >= 1);
comment on column api_keys.day_cap_ticks is 'May be spent on one day of REELKEEP_TZ; the accounts of days take it from here. Null: no cap. What the key may spend in all is its account''s cap.';
comment on column api_keys.max_in_flight is 'Jobs of this key that are sent and not yet rendered. Null: only the upstream''s limit.';
comment on column api_keys.requests_per_minute is 'Calls of the api. Null: no limit.';
comment on column api_keys.allowed_upstreams is 'Null: every one.';
comment on column api_keys.allowed_models is 'Null: every one.';
comment on column api_keys.max_duration_s is 'The longest clip this key may ask for. Null: the model''s limit.';
