-- Written by tools/generate-schema.ts from a migrated database. Add a migration, then run it.
-- Left out: schema_migrations, and the partitions of months, which follow the calendar.

create table accounts (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  kind text not null,
  batch_id text collate "C",
  key_id text collate "C",
  on_day date,
  cap_ticks bigint,
  reserved_ticks bigint not null default 0,
  charged_ticks bigint not null default 0,
  contingent_ticks bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  carried_ticks bigint,
  day_ends_at timestamp with time zone,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint accounts_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint accounts_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint accounts_cap_is_not_negative CHECK (cap_ticks >= 0),
  constraint accounts_carried_is_not_negative CHECK (carried_ticks >= 0),
  constraint accounts_kind_known CHECK (kind = ANY (ARRAY['batch'::text, 'key'::text, 'day'::text])),
  constraint accounts_name_what_they_cap CHECK (
CASE kind
    WHEN 'batch'::text THEN batch_id IS NOT NULL AND on_day IS NULL
    WHEN 'key'::text THEN key_id IS NOT NULL AND on_day IS NULL
    ELSE key_id IS NOT NULL AND on_day IS NOT NULL
END),
  constraint accounts_reserved_is_not_negative CHECK (reserved_ticks >= 0)
) with (fillfactor=50);
comment on column accounts.cap_ticks is 'Null: nothing is capped, the row only counts.';
comment on column accounts.contingent_ticks is 'May have been charged beyond what is reserved; nobody can say yet. Counts against the cap.';
comment on column accounts.carried_ticks is 'Spent or under way before the account was made; a part of charged_ticks that no ledger entry names it for. Null: not worked out yet, and nothing of the key is sent before it is; means nothing for a batch.';
comment on column accounts.day_ends_at is 'When the day of this account is over. Null: not of a day.';
CREATE UNIQUE INDEX accounts_one_per_batch ON accounts USING btree (batch_id) WHERE kind = 'batch'::text;
CREATE UNIQUE INDEX accounts_one_per_day ON accounts USING btree (key_id, on_day) WHERE kind = 'day'::text;
CREATE UNIQUE INDEX accounts_one_per_key ON accounts USING btree (key_id) WHERE kind = 'key'::text;

create table api_keys (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  name text not null,
  secret_hash text,
  last_four text,
  scopes text[] not null default '{submit,read}'::text[],
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  day_cap_ticks bigint,
  max_in_flight integer,
  requests_per_minute integer,
  allowed_upstreams text[],
  allowed_models text[],
  max_duration_s integer,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint api_keys_limits_are_not_negative CHECK (day_cap_ticks >= 0 AND max_in_flight >= 0 AND requests_per_minute >= 1 AND max_duration_s >= 1),
  constraint api_keys_scopes_known CHECK (scopes <@ ARRAY['submit'::text, 'read'::text, 'operate'::text, 'admin'::text])
);
comment on column api_keys.secret_hash is 'HMAC of the secret. Null: the admin key, which the configuration holds and no row does.';
comment on column api_keys.last_four is 'Null: the admin key, of which nothing is kept.';
comment on column api_keys.expires_at is 'Null: does not expire.';
comment on column api_keys.last_used_at is 'Sampled, not exact. Null: never seen.';
comment on column api_keys.day_cap_ticks is 'May be spent on one day of REELKEEP_TZ; the accounts of days take it from here. Null: no cap. What the key may spend in all is its account''s cap.';
comment on column api_keys.max_in_flight is 'Jobs of this key that are sent and not yet rendered. Null: only the upstream''s limit.';
comment on column api_keys.requests_per_minute is 'Calls of the api. Null: no limit.';
comment on column api_keys.allowed_upstreams is 'Null: every one.';
comment on column api_keys.allowed_models is 'Null: every one.';
comment on column api_keys.max_duration_s is 'The longest clip this key may ask for. Null: the model''s limit.';
CREATE INDEX api_keys_owner ON api_keys USING btree (owner_id);

create table audit_entries (
  id bigint not null generated always as identity,
  owner_id text collate "C" not null,
  actor text not null,
  action text not null,
  target text not null,
  reason text,
  detail jsonb not null default '{}'::jsonb,
  request_id text,
  ip text,
  at timestamp with time zone not null default now(),
  constraint audit_entries_pkey PRIMARY KEY (id),
  constraint audit_entries_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id)
);
comment on column audit_entries.reason is 'The person''s own words; the api demands them for what costs money. Null: none were asked for.';
comment on column audit_entries.request_id is 'Null: not done through the api.';
CREATE INDEX audit_entries_actor ON audit_entries USING btree (actor, id DESC);
CREATE INDEX audit_entries_owner ON audit_entries USING btree (owner_id, id DESC);
CREATE INDEX audit_entries_target ON audit_entries USING btree (target, id DESC);
CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER audit_entries_never_emptied BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();

create table batch_deltas (
  id bigint not null generated always as identity,
  batch_id text collate "C" not null,
  state text not null,
  delta integer not null,
  at timestamp with time zone not null default now(),
  constraint batch_deltas_pkey PRIMARY KEY (id),
  constraint batch_deltas_state_known CHECK (state = ANY (ARRAY['queued'::text, 'submitting'::text, 'unconfirmed'::text, 'rendering'::text, 'archiving'::text, 'archived'::text, 'failed'::text, 'canceled'::text]))
);
CREATE INDEX batch_deltas_batch ON batch_deltas USING btree (batch_id);

create table batches (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  key_id text collate "C" not null,
  name text not null,
  state text not null default 'running'::text,
  revision integer not null default 1,
  budget_ticks bigint,
  max_price_ticks bigint,
  options jsonb not null default '{}'::jsonb,
  intake jsonb not null default '{}'::jsonb,
  columns text[] not null default '{}'::text[],
  total integer not null default 0,
  queued integer not null default 0,
  submitting integer not null default 0,
  unconfirmed integer not null default 0,
  rendering integer not null default 0,
  archiving integer not null default 0,
  archived integer not null default 0,
  failed integer not null default 0,
  canceled integer not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  recorded_revision integer not null default 0,
  recorded_updated_at timestamp with time zone,
  recorded_at timestamp with time zone,
  restored_at timestamp with time zone,
  record_due boolean not null generated always as stored ((recorded_updated_at IS NULL) OR (recorded_updated_at <> updated_at)),
  trial_rows integer,
  stop_failed_share double precision,
  stop_after integer,
  pause_reason text,
  pause_detail jsonb,
  paused_at timestamp with time zone,
  stop_chosen boolean not null default false,
  judged_from timestamp with time zone,
  constraint batches_pkey PRIMARY KEY (id),
  constraint batches_name_is_one_per_owner UNIQUE (owner_id, name),
  constraint batches_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint batches_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint batches_finished_has_a_time CHECK ((state = 'finished'::text) = (finished_at IS NOT NULL)),
  constraint batches_money_is_not_negative CHECK (budget_ticks >= 0 AND max_price_ticks >= 0),
  constraint batches_pause_has_a_reason CHECK (pause_reason IS NULL OR state = 'paused'::text),
  constraint batches_pause_reason_known CHECK (pause_reason = ANY (ARRAY['by_user'::text, 'trial'::text, 'stop_when'::text, 'restored'::text])),
  constraint batches_state_known CHECK (state = ANY (ARRAY['running'::text, 'paused'::text, 'canceled'::text, 'finished'::text])),
  constraint batches_stop_after_counts CHECK (stop_after >= 1),
  constraint batches_stop_is_a_share CHECK (stop_failed_share > 0::double precision AND stop_failed_share <= 1::double precision),
  constraint batches_stop_says_when CHECK ((stop_failed_share IS NULL) = (stop_after IS NULL)),
  constraint batches_trial_has_rows CHECK (trial_rows >= 1)
) with (fillfactor=80);
comment on column batches.revision is 'Raised by every intake; a plan made on one revision is refused on another.';
comment on column batches.budget_ticks is 'Null: no budget.';
comment on column batches.max_price_ticks is 'Reserved for each row without a price. Null: such rows are refused under a cap.';
comment on column batches.options is 'As posted: defaults, template, variables, takes, trial, stop_when, retry, on_invalid.';
comment on column batches.intake is 'What the last intake did: created, unchanged, retried, absent, skipped.';
comment on column batches.columns is 'The columns of the caller''s file, in its order, for exports.';
comment on column batches.total is 'This and the counts by state are rolled up; the truth is these plus the open batch_deltas.';
comment on column batches.recorded_revision is 'The revision that the manifest in the bucket shows. 0: none was written.';
comment on column batches.recorded_updated_at is 'The updated_at that the manifest shows. Null: none was written.';
comment on column batches.recorded_at is 'When the manifest was written. Null: never.';
comment on column batches.restored_at is 'When it was restored with rows that may have been sent after the record was written; a person resumes it. Null: nothing of the kind is open.';
comment on column batches.trial_rows is 'Only jobs of rows up to this one may be sent until a person approves. Null: no trial, or it was approved.';
comment on column batches.stop_failed_share is 'The batch pauses itself when so large a share of what ended failed with a charge, was moderated, or has the content of another clip. Null: never.';
comment on column batches.stop_after is 'Judged only once so many have ended.';
comment on column batches.pause_reason is 'Null: not paused, or paused before reasons were kept.';
comment on column batches.pause_detail is 'The figures behind the reason.';
comment on column batches.stop_chosen is 'A person said when it stops, or that it never does; else that follows from its size.';
comment on column batches.judged_from is 'What ended until then is not held against it: a person saw it and let the batch go on. Null: all counts.';
CREATE INDEX batches_by_file ON batches USING btree (owner_id, name text_pattern_ops);
CREATE INDEX batches_newest ON batches USING btree (owner_id, id DESC);
CREATE INDEX batches_to_record ON batches USING btree (id) WHERE record_due;
CREATE INDEX batches_with_brakes ON batches USING btree (id) WHERE state = 'running'::text AND (trial_rows IS NOT NULL OR stop_failed_share IS NOT NULL);

create table chores (
  name text collate "C" not null,
  begun_at timestamp with time zone not null,
  constraint chores_pkey PRIMARY KEY (name)
);

create table clips (
  job_id text collate "C" not null,
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
  archived_at timestamp with time zone not null,
  media_sha256 text collate "C",
  checked_at timestamp with time zone,
  damage text,
  constraint clips_pkey PRIMARY KEY (job_id),
  constraint clips_key_is_unique UNIQUE (bucket, key),
  constraint clips_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id),
  constraint clips_are_not_empty CHECK (bytes > 0),
  constraint clips_damage_known CHECK (damage = ANY (ARRAY['missing'::text, 'other_length'::text, 'other_hash'::text])),
  constraint clips_damage_was_seen CHECK (damage IS NULL OR checked_at IS NOT NULL),
  constraint clips_media_sha256_is_hex CHECK (media_sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint clips_sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'::text)
);
comment on column clips.media_sha256 is 'Of the payloads of all mdat boxes, in order. Null: kept before it was taken.';
comment on column clips.checked_at is 'When the stored object was last read and hashed again. Null: not since it was kept.';
comment on column clips.damage is 'What the last check found wrong. Null: nothing, or there was none.';
CREATE INDEX clips_by_media ON clips USING btree (media_sha256, job_id DESC) WHERE media_sha256 IS NOT NULL;
CREATE INDEX clips_damaged ON clips USING btree (job_id) WHERE damage IS NOT NULL;
CREATE INDEX clips_least_checked ON clips USING btree (checked_at NULLS FIRST, job_id);

create table dialect_surprises (
  upstream text collate "C" not null,
  kind text not null,
  name text collate "C" not null,
  count bigint not null,
  first_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  job_id text collate "C" not null,
  constraint dialect_surprises_pkey PRIMARY KEY (upstream, kind, name),
  constraint dialect_surprises_count_counts CHECK (count >= 1),
  constraint dialect_surprises_kind_known CHECK (kind = ANY (ARRAY['status'::text, 'field'::text]))
);
comment on column dialect_surprises.name is 'A status word, or the dotted path of a field.';
comment on column dialect_surprises.job_id is 'The first job whose reply held it.';

create table exchanges (
  id bigint not null generated always as identity,
  job_id text collate "C" not null,
  submission_id text collate "C",
  step text not null,
  method text not null,
  path text not null,
  http_status integer,
  content_type text,
  body text,
  duration_ms integer not null,
  at timestamp with time zone not null default now(),
  read_as text,
  surprises jsonb not null default '[]'::jsonb,
  constraint exchanges_pkey PRIMARY KEY (id),
  constraint exchanges_step_known CHECK (step = ANY (ARRAY['submit'::text, 'poll'::text, 'archive'::text, 'notify'::text]))
);
comment on column exchanges.submission_id is 'Null: asked before a submission stood.';
comment on column exchanges.http_status is 'Null: no reply came.';
comment on column exchanges.body is 'Null: none came, or it was no text.';
comment on column exchanges.read_as is 'The event that the reply was taken for. Null: kept before this was noted.';
comment on column exchanges.surprises is 'Statuses and fields of the reply that no table of its dialect names.';
CREATE INDEX exchanges_of_job ON exchanges USING btree (job_id, id);

create table failure_groups (
  owner_id text collate "C" not null,
  fingerprint text not null,
  status text not null,
  reason text,
  by_key text collate "C" not null,
  at timestamp with time zone not null default now(),
  constraint failure_groups_pkey PRIMARY KEY (owner_id, fingerprint),
  constraint failure_groups_by_key_fkey FOREIGN KEY (by_key) REFERENCES api_keys(id),
  constraint failure_groups_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint failure_groups_status_known CHECK (status = ANY (ARRAY['resolved'::text, 'ignored'::text]))
);
comment on column failure_groups.status is 'Resolved: over, and open again by itself when a failure comes after `at`. Ignored: not shown until a person opens it.';
comment on column failure_groups.reason is 'The person''s own words. Null: none were given.';

create table failures (
  id bigint not null generated always as identity,
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  batch_id text collate "C",
  submission_id text collate "C",
  upstream text not null,
  model text not null,
  step text not null,
  reason text not null,
  fingerprint text not null,
  message text not null,
  charged text not null,
  retryable boolean not null,
  upstream_status text,
  at timestamp with time zone not null default now(),
  followed_at timestamp with time zone,
  repeated_at timestamp with time zone,
  constraint failures_pkey PRIMARY KEY (id),
  constraint failures_charged_known CHECK (charged = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text])),
  constraint failures_reason_known CHECK (reason = ANY (ARRAY['rejected'::text, 'moderated'::text, 'upstream_failed'::text, 'upstream_expired'::text, 'upstream_lost'::text, 'no_artifact'::text, 'invalid_artifact'::text, 'artifact_lost'::text, 'reuse_lost'::text, 'written_off'::text, 'crashed'::text, 'misconfigured'::text, 'image_missing'::text])),
  constraint failures_step_known CHECK (step = ANY (ARRAY['submit'::text, 'poll'::text, 'archive'::text, 'resolve'::text]))
);
comment on column failures.fingerprint is 'The same trouble has the same one: step, reason and the shape of the words, with the vendor''s code among them.';
comment on column failures.upstream_status is 'Null: the upstream said nothing.';
comment on column failures.followed_at is 'When the job failed again, of whatever. Null: this is its latest failure.';
comment on column failures.repeated_at is 'When the job failed of the same cause again. Null: it has not.';
CREATE INDEX failures_by_cause ON failures USING btree (owner_id, fingerprint, id DESC);
CREATE INDEX failures_newest ON failures USING btree (owner_id, at DESC) INCLUDE (fingerprint);
CREATE INDEX failures_of_job ON failures USING btree (job_id);
CREATE TRIGGER failures_follow AFTER INSERT ON failures REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION follow_failures();

create table idempotency_keys (
  owner_id text collate "C" not null,
  key text not null,
  method text not null,
  path text not null,
  request_hash text not null,
  resource_id text collate "C",
  status_code integer,
  body jsonb,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  constraint idempotency_keys_pkey PRIMARY KEY (owner_id, key),
  constraint idempotency_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id)
);
comment on column idempotency_keys.resource_id is 'What the first request made. Null: it made nothing, or has not ended.';
comment on column idempotency_keys.status_code is 'Null: the first request has not ended.';
comment on column idempotency_keys.body is 'The reply as sent. Null: not ended, or the reply is made again from resource_id.';
CREATE INDEX idempotency_keys_expiry ON idempotency_keys USING btree (expires_at);

create table image_link_checks (
  link_sha256 text not null,
  outcome text not null,
  message text,
  checked_at timestamp with time zone not null default now(),
  constraint image_link_checks_pkey PRIMARY KEY (link_sha256),
  constraint image_link_checks_outcome_known CHECK (outcome = ANY (ARRAY['image'::text, 'not_an_image'::text, 'missing'::text, 'refused'::text])),
  constraint image_link_checks_refusals_say_why CHECK ((outcome = 'image'::text) = (message IS NULL)),
  constraint image_link_checks_sha256_is_hex CHECK (link_sha256 ~ '^[0-9a-f]{64}$'::text)
);
comment on table image_link_checks is 'What lay behind a link when it was last looked at. The link itself may be a secret and is not kept. What could not be found out is not kept either.';
comment on column image_link_checks.link_sha256 is 'Of the whole link, query included.';
CREATE INDEX image_link_checks_oldest ON image_link_checks USING btree (checked_at);

create table image_maps (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  sha256 text not null,
  images jsonb not null,
  used_at timestamp with time zone not null default now(),
  constraint image_maps_pkey PRIMARY KEY (id),
  constraint image_maps_once_per_owner UNIQUE (owner_id, sha256),
  constraint image_maps_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint image_maps_sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'::text)
);
comment on table image_maps is 'Which reference stands for which path in a file that is sent next: too long for a query. Swept when nobody has used it for long; jobs hold references, never paths.';
comment on column image_maps.sha256 is 'Of the map itself, so that the same one sent again is the same.';
CREATE INDEX image_maps_oldest ON image_maps USING btree (used_at);

create table job_events (
  job_created_on date not null,
  job_id text collate "C" not null,
  seq integer not null,
  kind text not null,
  from_state text,
  to_state text not null,
  detail jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null default now(),
  constraint job_events_pkey PRIMARY KEY (job_created_on, job_id, seq),
  constraint job_events_seq_counts CHECK (seq >= 1)
) partition by RANGE (job_created_on);
comment on column job_events.from_state is 'Null: the event that made the job.';
create table job_events_default partition of job_events default;
CREATE TRIGGER job_events_append_only BEFORE DELETE OR UPDATE ON job_events FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

create table job_marks (
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  mark text not null,
  note text,
  by_key text collate "C" not null,
  at timestamp with time zone not null default now(),
  constraint job_marks_pkey PRIMARY KEY (job_id),
  constraint job_marks_by_key_fkey FOREIGN KEY (by_key) REFERENCES api_keys(id),
  constraint job_marks_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id),
  constraint job_marks_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint job_marks_mark_known CHECK (mark = ANY (ARRAY['keep'::text, 'redo'::text]))
);
comment on column job_marks.note is 'The person''s own words. Null: none were given.';
CREATE INDEX job_marks_by_mark ON job_marks USING btree (owner_id, mark, job_id DESC);

create table job_stats (
  span text not null,
  at timestamp with time zone not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  created integer not null,
  archived integer not null,
  failed integer not null,
  canceled integer not null,
  reasons jsonb not null,
  bytes bigint not null,
  polls bigint not null,
  codes integer[] not null,
  counts integer[] not null,
  constraint job_stats_pkey PRIMARY KEY (owner_id, span, at, upstream, model),
  constraint job_stats_codes_are_counted CHECK (cardinality(codes) = cardinality(counts)),
  constraint job_stats_span_known CHECK (span = ANY (ARRAY['1m'::text, '15m'::text, '6h'::text]))
);
comment on column job_stats.at is 'When the span begins. Six hours begin at 0, 6, 12 and 18 in stats_progress.time_zone.';
comment on column job_stats.reasons is 'How many failed or were canceled, by reason.';
comment on column job_stats.bytes is 'Of what was archived, as are polls and latencies.';
comment on column job_stats.codes is 'Which latencies occurred: which one times 256, plus its bin; bins grow by a fifth. Their number is at the same place in counts.';

create table job_words (
  job_id text collate "C" not null,
  words tsvector not null,
  constraint job_words_pkey PRIMARY KEY (job_id),
  constraint job_words_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE CASCADE
);
CREATE INDEX job_words_words ON job_words USING gin (words, (ARRAY["left"(job_id, 9)])) WITH (gin_pending_list_limit='256');

create table jobs (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  key_id text collate "C" not null,
  batch_id text collate "C",
  batch_row integer,
  row_key text collate "C",
  content_hash text collate "C",
  is_current boolean not null default true,
  supersedes_id text collate "C",
  custom_id text,
  name text,
  priority smallint not null default 5,
  metadata jsonb not null default '{}'::jsonb,
  row_data jsonb,
  created_at timestamp with time zone not null default now(),
  created_on date not null generated always as stored ((created_at AT TIME ZONE 'UTC'::text))::date,
  upstream text collate "C" not null,
  model text not null,
  operation text not null,
  prompt text not null,
  duration_s integer,
  aspect_ratio text,
  resolution text,
  image_urls text[] not null default '{}'::text[],
  video_url text,
  clip_key text collate "C" not null,
  simulated boolean not null default false,
  quoted_ticks bigint,
  max_price_ticks bigint,
  price_version text,
  account_ids text[] collate "C" not null default '{}'::text[],
  state text not null default 'queued'::text,
  reason text,
  waiting_for text,
  due_at timestamp with time zone,
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
  poll_failing_since timestamp with time zone,
  archive_failures integer not null default 0,
  link_refreshes integer not null default 0,
  progress double precision,
  upstream_status text,
  source_url text,
  source_expires_at timestamp with time zone,
  reported jsonb,
  mismatch jsonb not null default '[]'::jsonb,
  reserved_ticks bigint not null default 0,
  charged_ticks bigint,
  reported_ticks bigint,
  contingent_ticks bigint,
  cost_source text not null default 'unknown'::text,
  failure jsonb,
  submitted_at timestamp with time zone,
  rendered_at timestamp with time zone,
  finished_at timestamp with time zone,
  admit_at timestamp with time zone generated always as stored 
CASE
    WHEN (state = 'queued'::text) THEN due_at
    ELSE NULL::timestamp with time zone
END,
  archived_id text collate "C" generated always as stored 
CASE
    WHEN (state = 'archived'::text) THEN id
    ELSE NULL::text
END,
  keep_exchanges boolean not null default false,
  crashes integer not null default 0,
  source_seen_at timestamp with time zone,
  link_alarms smallint not null default 0,
  rescued_to text collate "C",
  recorded_version integer not null default 0,
  record_due_id text collate "C" generated always as stored 
CASE
    WHEN (((state = 'archived'::text) OR ((batch_id IS NULL) AND (state = ANY (ARRAY['failed'::text, 'canceled'::text])))) AND (recorded_version < version)) THEN id
    ELSE NULL::text
END,
  adopted boolean not null default false,
  reused_from text collate "C",
  queued_row integer generated always as stored 
CASE
    WHEN (state = 'queued'::text) THEN batch_row
    ELSE NULL::integer
END,
  spoiled_batch text collate "C" generated always as stored 
CASE
    WHEN (is_current AND (((state = 'failed'::text) AND ((reason = 'moderated'::text) OR ((failure ->> 'charged'::text) <> 'no'::text))) OR ((state = 'archived'::text) AND (mismatch @> '[{"field": "content"}]'::jsonb)))) THEN batch_id
    ELSE NULL::text
END,
  reopens integer not null default 0,
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_clip_key_is_unique UNIQUE (clip_key),
  constraint jobs_archived_has_a_clip FOREIGN KEY (archived_id) REFERENCES clips(job_id),
  constraint jobs_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint jobs_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint jobs_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint jobs_supersedes_id_fkey FOREIGN KEY (supersedes_id) REFERENCES jobs(id),
  constraint jobs_adopted_is_never_sent CHECK (NOT adopted OR (state = ANY (ARRAY['rendering'::text, 'archiving'::text, 'archived'::text, 'failed'::text]))),
  constraint jobs_batch_row_is_whole CHECK ((batch_id IS NULL) = (batch_row IS NULL) AND (batch_id IS NULL) = (row_key IS NULL)),
  constraint jobs_canceled_reason_known CHECK (state <> 'canceled'::text OR COALESCE(reason = ANY (ARRAY['by_user'::text, 'superseded'::text]), false)),
  constraint jobs_cost_source_known CHECK (cost_source = ANY (ARRAY['metered'::text, 'estimated'::text, 'unknown'::text])),
  constraint jobs_counts_are_not_negative CHECK (submissions >= 0 AND retries >= 0 AND polls >= 0 AND poll_failures >= 0 AND archive_failures >= 0 AND link_refreshes >= 0),
  constraint jobs_crashes_count CHECK (crashes >= 0),
  constraint jobs_due_unless_nothing_is_next CHECK (((state = ANY (ARRAY['archived'::text, 'failed'::text, 'canceled'::text, 'unconfirmed'::text])) OR state = 'queued'::text AND COALESCE(waiting_for = 'pause'::text, false)) = (due_at IS NULL)),
  constraint jobs_failed_has_a_failure CHECK (state <> 'failed'::text OR failure IS NOT NULL),
  constraint jobs_failed_reason_known CHECK (state <> 'failed'::text OR COALESCE(reason = ANY (ARRAY['rejected'::text, 'moderated'::text, 'upstream_failed'::text, 'upstream_expired'::text, 'upstream_lost'::text, 'no_artifact'::text, 'invalid_artifact'::text, 'artifact_lost'::text, 'reuse_lost'::text, 'written_off'::text, 'crashed'::text, 'misconfigured'::text, 'image_missing'::text]), false)),
  constraint jobs_final_has_a_time CHECK ((state = ANY (ARRAY['archived'::text, 'failed'::text, 'canceled'::text])) = (finished_at IS NOT NULL)),
  constraint jobs_link_alarms_known CHECK (link_alarms >= 0 AND link_alarms <= 2),
  constraint jobs_money_is_not_negative CHECK (quoted_ticks >= 0 AND max_price_ticks >= 0 AND reserved_ticks >= 0 AND charged_ticks >= 0 AND reported_ticks >= 0 AND contingent_ticks >= 0),
  constraint jobs_next_step_known CHECK (next_step = ANY (ARRAY['submit'::text, 'poll'::text, 'archive'::text, 'notify'::text])),
  constraint jobs_operation_known CHECK (operation = ANY (ARRAY['generate'::text, 'edit'::text, 'extend'::text])),
  constraint jobs_priority_in_range CHECK (priority >= 0 AND priority <= 9),
  constraint jobs_progress_in_range CHECK (progress >= 0::double precision AND progress <= 100::double precision),
  constraint jobs_reason_only_at_an_end CHECK (reason IS NULL OR (state = ANY (ARRAY['failed'::text, 'canceled'::text]))),
  constraint jobs_reopens_count CHECK (reopens >= 0),
  constraint jobs_rescued_only_archiving CHECK (rescued_to IS NULL OR state = 'archiving'::text),
  constraint jobs_sent_has_a_submission CHECK (submissions >= 1 OR (state = ANY (ARRAY['queued'::text, 'canceled'::text, 'failed'::text])) OR reused_from IS NOT NULL AND (state = ANY (ARRAY['archiving'::text, 'archived'::text])) AND source_url IS NULL),
  constraint jobs_slot_only_in_flight CHECK (NOT holds_slot OR (state = ANY (ARRAY['submitting'::text, 'rendering'::text]))),
  constraint jobs_state_known CHECK (state = ANY (ARRAY['queued'::text, 'submitting'::text, 'unconfirmed'::text, 'rendering'::text, 'archiving'::text, 'archived'::text, 'failed'::text, 'canceled'::text])),
  constraint jobs_version_counts CHECK (version >= 1 AND last_seq >= 0 AND last_seq <= version),
  constraint jobs_wait_only_queued_or_archiving CHECK (waiting_for IS NULL OR (state = ANY (ARRAY['queued'::text, 'archiving'::text]))),
  constraint jobs_waiting_for_known CHECK (waiting_for = ANY (ARRAY['slot'::text, 'rate'::text, 'gate'::text, 'pause'::text, 'budget'::text, 'price'::text, 'link_refused'::text, 'archive_unwell'::text]))
) with (fillfactor=70);
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
comment on column jobs.account_ids is 'The caps its money counts against: its batch''s from the start, and from its last claim those of its key and of that day.';
comment on column jobs.waiting_for is 'A hold of this very job. What queued jobs wait for together is worked out on reading.';
comment on column jobs.due_at is 'Queued: from when it may be admitted. Submitting: recovery. Rendering: next poll. Archiving: next attempt. Null: nothing is next.';
comment on column jobs.next_step is 'What due_at is due for, so that the sweep can ring again for the right step. Null: nothing, or admission.';
comment on column jobs.last_save_id is 'Which save wrote the present version, for a saver that lost the reply. Null: made or admitted.';
comment on column jobs.poll_failing_since is 'Since when every answer was "no such task". Null: the last answer was another one.';
comment on column jobs.progress is 'The upstream''s hint. Null: never said.';
comment on column jobs.source_url is 'A signed link: never logged. Null: none known, ask the upstream.';
comment on column jobs.charged_ticks is 'Null, here and for reported and contingent: unknown, never 0 for unknown.';
comment on column jobs.keep_exchanges is 'Every answer about it is kept, also of polls that changed nothing.';
comment on column jobs.crashes is 'Workers in a row that died with it in hand; the next fact that is saved sets it back to 0.';
comment on column jobs.source_seen_at is 'When the present link was first given: its life is counted from here. Null: no link, or one from before this was kept.';
comment on column jobs.link_alarms is 'Alarms given about the present link: 1 at a third of its life left, 2 at a tenth.';
comment on column jobs.rescued_to is 'The rescue folder that holds the verified clip while the store is away. Null: none does.';
comment on column jobs.recorded_version is 'The version that its record beside the clip shows. 0: none was written, or it has to be written again.';
comment on column jobs.adopted is 'Its task was made elsewhere: it is polled, archived and costed, and never sent.';
comment on column jobs.reused_from is 'The archived job whose clip it copies instead of buying one; no foreign key, since records may bring that job back later. With a submission of its own it was bought after all. Null: none.';
comment on column jobs.queued_row is 'Null: not queued, or posted alone.';
comment on column jobs.spoiled_batch is 'The batch in which it stands for a row that ended charged for nothing, moderated, or with media that another clip has. Null: it does not.';
comment on column jobs.reopens is 'How often its present submission was taken up again after a failure, without a new one; numbers what is booked about it.';
CREATE INDEX jobs_admit_later ON jobs USING btree (upstream, admit_at) WHERE admit_at IS NOT NULL;
CREATE INDEX jobs_by_cost ON jobs USING btree (owner_id, charged_ticks, id DESC) WHERE finished_at IS NOT NULL AND charged_ticks IS NOT NULL;
CREATE INDEX jobs_by_link_death ON jobs USING btree (source_expires_at, id) WHERE state = 'archiving'::text;
CREATE INDEX jobs_by_model ON jobs USING btree (owner_id, upstream, model, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_by_reason ON jobs USING btree (owner_id, reason, id DESC) WHERE reason IS NOT NULL;
CREATE INDEX jobs_cheapest_to_admit ON jobs USING btree (upstream, COALESCE(batch_id, ''::text), key_id, COALESCE(quoted_ticks, max_price_ticks)) WHERE state = 'queued'::text;
CREATE INDEX jobs_custom_id ON jobs USING btree (owner_id, custom_id, id DESC) WHERE custom_id IS NOT NULL;
CREATE INDEX jobs_done_of_batch ON jobs USING btree (batch_id) INCLUDE (upstream, state, reason, overdue, quoted_ticks, reserved_ticks, charged_ticks, reported_ticks, contingent_ticks, submissions, simulated, rendered_at, finished_at) WHERE batch_id IS NOT NULL AND (state = ANY (ARRAY['archived'::text, 'canceled'::text]));
CREATE INDEX jobs_ended ON jobs USING btree (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_failed_newest ON jobs USING btree (owner_id, created_at DESC) WHERE state = 'failed'::text;
CREATE INDEX jobs_in_flight ON jobs USING btree (upstream) WHERE state = ANY (ARRAY['submitting'::text, 'rendering'::text, 'archiving'::text]);
CREATE INDEX jobs_made ON jobs USING btree (created_at);
CREATE INDEX jobs_metered ON jobs USING btree (upstream, model, id DESC) WHERE cost_source = 'metered'::text;
CREATE INDEX jobs_mismatched ON jobs USING btree (owner_id, id DESC) WHERE mismatch <> '[]'::jsonb;
CREATE INDEX jobs_newest ON jobs USING btree (owner_id, id DESC);
CREATE INDEX jobs_newest_by_state ON jobs USING btree (owner_id, state, id DESC);
CREATE INDEX jobs_not_generated ON jobs USING btree (owner_id, operation, id DESC) WHERE operation <> 'generate'::text;
CREATE INDEX jobs_of_batch ON jobs USING btree (batch_id, state, id DESC) WHERE batch_id IS NOT NULL;
CREATE INDEX jobs_of_key ON jobs USING btree (key_id, id DESC);
CREATE UNIQUE INDEX jobs_one_current_per_row ON jobs USING btree (batch_id, row_key) WHERE is_current AND batch_id IS NOT NULL;
CREATE INDEX jobs_overdue ON jobs USING btree (owner_id, id DESC) WHERE overdue;
CREATE INDEX jobs_queued_rows ON jobs USING btree (batch_id, queued_row) WHERE queued_row IS NOT NULL;
CREATE INDEX jobs_rendered ON jobs USING btree (upstream, model, id DESC) WHERE rendered_at IS NOT NULL AND submitted_at IS NOT NULL;
CREATE INDEX jobs_reusable ON jobs USING btree (owner_id, content_hash, id DESC) WHERE state = 'archived'::text AND content_hash IS NOT NULL;
CREATE INDEX jobs_spoiled ON jobs USING btree (spoiled_batch) WHERE spoiled_batch IS NOT NULL;
CREATE INDEX jobs_standing_failed ON jobs USING btree (owner_id, id) INCLUDE (quoted_ticks, charged_ticks, contingent_ticks, adopted, simulated) WHERE state = 'failed'::text;
CREATE INDEX jobs_to_admit ON jobs USING btree (upstream, COALESCE(batch_id, ''::text), key_id, priority DESC, id) WHERE state = 'queued'::text;
CREATE INDEX jobs_to_record ON jobs USING btree (record_due_id) WHERE record_due_id IS NOT NULL;
CREATE STATISTICS public.jobs_state_and_model (mcv) ON upstream, model, state FROM jobs;
CREATE TRIGGER jobs_edge_allowed BEFORE UPDATE OF state ON jobs FOR EACH ROW WHEN (old.state IS DISTINCT FROM new.state AND NOT job_edge_allowed(old.state, new.state)) EXECUTE FUNCTION refuse_illegal_edge();
CREATE TRIGGER jobs_late_end AFTER UPDATE OF finished_at ON jobs FOR EACH ROW WHEN (old.finished_at IS DISTINCT FROM new.finished_at AND (old.finished_at < (now() - '00:01:00'::interval) OR new.finished_at < (now() - '00:01:00'::interval))) EXECUTE FUNCTION mark_job_stats();
CREATE TRIGGER jobs_late_insert AFTER INSERT ON jobs FOR EACH ROW WHEN (new.created_at < (now() - '00:01:00'::interval) OR new.finished_at < (now() - '00:01:00'::interval)) EXECUTE FUNCTION mark_job_stats();

create table ledger_entries (
  charge_key text collate "C" not null,
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  batch_id text collate "C",
  submission_id text collate "C",
  upstream text not null,
  model text not null,
  kind text not null,
  debit text not null,
  credit text not null,
  ticks bigint,
  source text not null,
  price_version text,
  simulated boolean not null default false,
  at timestamp with time zone not null default now(),
  account_ids text[] collate "C" not null default '{}'::text[],
  constraint ledger_entries_pkey PRIMARY KEY (charge_key),
  constraint ledger_entries_kind_known CHECK (kind = ANY (ARRAY['quoted'::text, 'reserved'::text, 'released'::text, 'charged'::text, 'contingent'::text, 'adjusted'::text])),
  constraint ledger_entries_sides_follow_kind CHECK (kind = 'quoted'::text AND debit = 'expected'::text AND credit = 'quotes'::text OR kind = 'reserved'::text AND debit = 'reserved'::text AND credit = 'available'::text OR kind = 'released'::text AND debit = 'available'::text AND credit = 'reserved'::text OR kind = 'charged'::text AND debit = 'spent'::text AND credit = 'upstream'::text OR kind = 'contingent'::text AND debit = 'at_risk'::text AND credit = 'upstream'::text OR kind = 'adjusted'::text AND debit = 'spent'::text AND credit = 'upstream'::text),
  constraint ledger_entries_source_known CHECK (source = ANY (ARRAY['metered'::text, 'estimated'::text, 'unknown'::text])),
  constraint ledger_entries_taken_back_below_zero CHECK (ticks >= 0 OR (kind = ANY (ARRAY['adjusted'::text, 'contingent'::text])))
);
comment on column ledger_entries.charge_key is 'What is booked, said once: a second booking of the same has the same key and is no booking.';
comment on column ledger_entries.submission_id is 'Null: belongs to the row, such as its quote.';
comment on column ledger_entries.ticks is 'Null: the amount is unknown.';
comment on column ledger_entries.account_ids is 'The caps that this entry counts against: those its reservation was made on.';
CREATE INDEX ledger_entries_newest ON ledger_entries USING btree (owner_id, at DESC);
CREATE INDEX ledger_entries_of_batch ON ledger_entries USING btree (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX ledger_entries_of_job ON ledger_entries USING btree (job_id);
CREATE INDEX ledger_entries_of_submission ON ledger_entries USING btree (submission_id) WHERE submission_id IS NOT NULL;
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER ledger_entries_late AFTER INSERT ON ledger_entries FOR EACH ROW WHEN (new.kind = 'adjusted'::text OR new.at < (now() - '00:01:00'::interval)) EXECUTE FUNCTION mark_spend_stats();

create table operation_jobs (
  operation_id text collate "C" not null,
  place integer not null,
  job_id text collate "C" not null,
  outcome text,
  code text,
  message text,
  at timestamp with time zone,
  constraint operation_jobs_pkey PRIMARY KEY (operation_id, place),
  constraint operation_jobs_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES operations(id),
  constraint operation_jobs_outcome_has_a_time CHECK ((outcome IS NULL) = (at IS NULL)),
  constraint operation_jobs_outcome_known CHECK (outcome = ANY (ARRAY['done'::text, 'refused'::text, 'skipped'::text, 'problem'::text])),
  constraint operation_jobs_places_count CHECK (place >= 1)
);
comment on column operation_jobs.outcome is 'Refused: the job does not allow it. Skipped: a cap or its batch does not, at the moment. Problem: it was tried and failed. Null: not yet done.';
comment on column operation_jobs.code is 'Why, for machines. Null: not yet done, or done.';
comment on column operation_jobs.message is 'Why, for people. Null: not yet done, or done.';

create table operations (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  key_id text collate "C" not null,
  action text not null,
  filter jsonb not null default '{}'::jsonb,
  state text not null default 'running'::text,
  matched integer not null default 0,
  done integer not null default 0,
  refused integer not null default 0,
  quoted_ticks bigint,
  position text collate "C",
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  skipped integer not null default 0,
  problem_count integer not null default 0,
  problems jsonb not null default '[]'::jsonb,
  moved_at timestamp with time zone not null default now(),
  held_until timestamp with time zone,
  checks jsonb not null default '[]'::jsonb,
  quoted_parts jsonb not null default '[]'::jsonb,
  constraint operations_pkey PRIMARY KEY (id),
  constraint operations_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint operations_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint operations_action_known CHECK (action = ANY (ARRAY['retry'::text, 'cancel'::text, 'rearchive'::text, 'prioritize'::text, 'scrub'::text, 'rebuild'::text, 'doctor'::text])),
  constraint operations_ended_has_a_time CHECK ((state <> 'running'::text) = (finished_at IS NOT NULL)),
  constraint operations_state_known CHECK (state = ANY (ARRAY['running'::text, 'finished'::text, 'failed'::text, 'canceled'::text]))
);
comment on column operations.quoted_ticks is 'Null: the price of a matched job is unknown.';
comment on column operations.position is 'The last job handled, for going on after a crash. Null: none yet.';
comment on column operations.skipped is 'What was there already and was left alone.';
comment on column operations.problems is 'The first thousand, each with where it lies and what is wrong.';
comment on column operations.moved_at is 'When its figures last changed: one that has not moved for long has lost its process.';
comment on column operations.held_until is 'A worker has a part of it in hand until then. Null: none has.';
comment on column operations.checks is 'Only of a doctor: [{ name, outcome, message, fix, took_ms }] in the order in which they were told. Holds no secret.';
CREATE INDEX operations_newest ON operations USING btree (owner_id, id DESC);
CREATE INDEX operations_running ON operations USING btree (moved_at) WHERE state = 'running'::text;

create table outbox (
  id text collate "C" not null,
  kind text not null,
  job_id text collate "C" not null,
  owner_id text collate "C" not null,
  batch_id text collate "C",
  due_at timestamp with time zone default now(),
  attempts integer not null default 0,
  created_at timestamp with time zone not null default now(),
  delivered_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_kind_known CHECK (kind = ANY (ARRAY['job.archived'::text, 'job.failed'::text, 'job.canceled'::text, 'job.unconfirmed'::text]))
);
comment on column outbox.due_at is 'Null: delivered, or given up.';
CREATE INDEX outbox_due ON outbox USING btree (due_at) WHERE due_at IS NOT NULL;

create table owners (
  id text collate "C" not null,
  name text not null,
  created_at timestamp with time zone not null default now(),
  image_bytes bigint not null default 0,
  constraint owners_pkey PRIMARY KEY (id),
  constraint owners_name_key UNIQUE (name),
  constraint owners_image_bytes_are_not_negative CHECK (image_bytes >= 0)
);
comment on column owners.image_bytes is 'The sum of bytes over its reference_images, kept by the triggers there and by nobody else.';

create table poll_buckets (
  upstream text collate "C" not null,
  tokens double precision not null default 1,
  tokens_at timestamp with time zone not null default now(),
  cut double precision not null default 1,
  cut_at timestamp with time zone,
  constraint poll_buckets_pkey PRIMARY KEY (upstream),
  constraint poll_buckets_upstream_fkey FOREIGN KEY (upstream) REFERENCES upstream_gates(upstream),
  constraint poll_buckets_cut_is_a_share CHECK (cut > 0::double precision AND cut <= 1::double precision)
) with (fillfactor=10);
comment on column poll_buckets.tokens is 'Polls that may go now. Below zero: turns that are promised and not yet due.';
comment on column poll_buckets.cut is 'Share of the poll rate left by the last 429 on a poll, as of cut_at; it recovers from there.';
comment on column poll_buckets.cut_at is 'Null: no 429 was met.';

create table queue_samples (
  at timestamp with time zone not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  queued integer not null,
  oldest_ms bigint not null,
  constraint queue_samples_pkey PRIMARY KEY (owner_id, at, upstream, model)
);
comment on column queue_samples.at is 'The minute of the look; after two days the quarter hour, with the most of its looks.';
CREATE INDEX queue_samples_at ON queue_samples USING btree (at);

create table reconciliation_lines (
  reconciliation_id text collate "C" not null,
  place integer not null,
  verdict text not null,
  task_id text collate "C",
  submission_id text collate "C",
  job_id text collate "C",
  model text,
  billed_at timestamp with time zone,
  file_lines integer[] not null default '{}'::integer[],
  billed_ticks bigint,
  booked_ticks bigint,
  at_risk_ticks bigint,
  adjusted_ticks bigint,
  constraint reconciliation_lines_pkey PRIMARY KEY (reconciliation_id, place),
  constraint reconciliation_lines_reconciliation_id_fkey FOREIGN KEY (reconciliation_id) REFERENCES reconciliations(id) ON DELETE CASCADE,
  constraint reconciliation_lines_verdict_known CHECK (verdict = ANY (ARRAY['matched'::text, 'missing'::text, 'extra'::text, 'different'::text]))
);
comment on column reconciliation_lines.task_id is 'Null: a doubtful submission that never had one.';
comment on column reconciliation_lines.submission_id is 'Null: the bill names a task that we do not know.';
comment on column reconciliation_lines.billed_ticks is 'The sum of the bill''s lines about the task. Null: it has none.';
comment on column reconciliation_lines.booked_ticks is 'What we had booked as charged. Null: nothing, or an amount that nobody knew.';
comment on column reconciliation_lines.at_risk_ticks is 'What we had booked as perhaps charged. Null: nothing.';
comment on column reconciliation_lines.adjusted_ticks is 'What applying the bill booked. Null: nothing was booked.';
CREATE INDEX reconciliation_lines_by_verdict ON reconciliation_lines USING btree (reconciliation_id, verdict, place);

create table reconciliations (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  key_id text collate "C" not null,
  upstream text collate "C" not null,
  file_name text,
  file_sha256 text not null,
  format text not null,
  columns jsonb not null,
  from_at timestamp with time zone,
  to_at timestamp with time zone,
  line_count integer not null,
  bill_ticks bigint not null,
  applied boolean not null default false,
  takes_back_missing boolean not null default false,
  created_at timestamp with time zone not null default now(),
  applied_at timestamp with time zone,
  constraint reconciliations_pkey PRIMARY KEY (id),
  constraint reconciliations_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint reconciliations_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint reconciliations_applied_has_a_time CHECK (applied = (applied_at IS NOT NULL)),
  constraint reconciliations_format_known CHECK (format = ANY (ARRAY['csv'::text, 'json'::text, 'ndjson'::text])),
  constraint reconciliations_sha256_is_hex CHECK (file_sha256 ~ '^[0-9a-f]{64}$'::text)
);
comment on column reconciliations.columns is 'Which column of the file was taken for what, and in which unit.';
comment on column reconciliations.from_at is 'Where the bill begins: what was sent before is not missed in it. Null: as far as its first line.';
comment on column reconciliations.takes_back_missing is 'Charges that the bill lacks were taken back.';
CREATE INDEX reconciliations_newest ON reconciliations USING btree (owner_id, id DESC);

create table reference_images (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  key_id text collate "C" not null,
  sha256 text not null,
  object_key text not null,
  content_type text not null,
  bytes bigint not null,
  width integer,
  height integer,
  created_at timestamp with time zone not null default now(),
  constraint reference_images_pkey PRIMARY KEY (id),
  constraint reference_images_once_per_owner UNIQUE (owner_id, sha256),
  constraint reference_images_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint reference_images_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint reference_images_are_not_empty CHECK (bytes > 0),
  constraint reference_images_have_a_size CHECK (width >= 1 AND height >= 1),
  constraint reference_images_sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint reference_images_type_known CHECK (content_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))
);
comment on table reference_images is 'A row is written after its object and ends after it. A person deletes an image; nothing else does, since rows of jobs name it by its hash.';
comment on column reference_images.key_id is 'Who uploaded it first.';
comment on column reference_images.width is 'In pixels. Null: its header does not say, or it was found in the bucket by a rebuild.';
CREATE INDEX reference_images_newest ON reference_images USING btree (owner_id, id DESC);
CREATE TRIGGER reference_images_count_added AFTER INSERT ON reference_images REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_image_bytes();
CREATE TRIGGER reference_images_count_taken AFTER DELETE ON reference_images REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_image_bytes();

create table rescue_folders (
  id text collate "C" not null,
  seen_at timestamp with time zone not null default now(),
  bytes bigint not null default 0,
  clips integer not null default 0,
  constraint rescue_folders_pkey PRIMARY KEY (id),
  constraint rescue_folders_count CHECK (bytes >= 0 AND clips >= 0)
);
comment on column rescue_folders.seen_at is 'When a worker that has the folder last said so.';

create table spend_minutes (
  at timestamp with time zone not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  key_id text collate "C" not null,
  batch_id text collate "C" not null,
  simulated boolean not null,
  quoted_ticks bigint,
  metered_ticks bigint,
  estimated_ticks bigint,
  contingent_ticks bigint,
  unknown integer not null,
  constraint spend_minutes_pkey PRIMARY KEY (owner_id, at, upstream, model, key_id, batch_id, simulated)
);
comment on column spend_minutes.at is 'When the minute begins.';
comment on column spend_minutes.batch_id is 'Empty: of jobs that were posted alone.';
comment on column spend_minutes.quoted_ticks is 'Null, here and in the next three: nothing of that kind.';
comment on column spend_minutes.unknown is 'Charges of an amount that nobody knows.';

create table spend_stats (
  at timestamp with time zone not null,
  owner_id text collate "C" not null,
  upstream text collate "C" not null,
  model text collate "C" not null,
  key_id text collate "C" not null,
  batch_id text collate "C" not null,
  simulated boolean not null,
  quoted_ticks bigint,
  metered_ticks bigint,
  estimated_ticks bigint,
  contingent_ticks bigint,
  unknown integer not null,
  constraint spend_stats_pkey PRIMARY KEY (owner_id, at, upstream, model, key_id, batch_id, simulated)
);
comment on column spend_stats.at is 'When the quarter hour begins.';
comment on column spend_stats.batch_id is 'Empty: of jobs that were posted alone.';
comment on column spend_stats.quoted_ticks is 'Null, here and in the next three: nothing of that kind.';
comment on column spend_stats.unknown is 'Charges of an amount that nobody knows.';

create table stats_marks (
  id bigint not null generated always as identity,
  span text not null,
  at timestamp with time zone not null,
  constraint stats_marks_pkey PRIMARY KEY (id),
  constraint stats_marks_span_known CHECK (span = ANY (ARRAY['1m'::text, '15m'::text, '6h'::text]))
);

create table stats_progress (
  is_only boolean not null default true,
  version integer not null default 1,
  counted_to timestamp with time zone,
  six_hours_to timestamp with time zone,
  time_zone text,
  minutes_from timestamp with time zone,
  minutes_to timestamp with time zone,
  constraint stats_progress_pkey PRIMARY KEY (is_only),
  constraint stats_progress_minutes_have_both_ends CHECK ((minutes_from IS NULL) = (minutes_to IS NULL)),
  constraint stats_progress_one_row CHECK (is_only),
  constraint stats_progress_six_hours_know_where CHECK (six_hours_to IS NULL OR time_zone IS NOT NULL)
);
comment on column stats_progress.version is 'Raised by every counting, so that one which has not seen the last does nothing.';
comment on column stats_progress.counted_to is 'All quarter hours before it are counted. Null: none is; set to null, all are counted anew.';
comment on column stats_progress.six_hours_to is 'All six hours before it are added up. Null: none are.';
comment on column stats_progress.minutes_from is 'All minutes from here to minutes_to are counted, but for those that were dropped for their age. Null: none is.';

create table store_health (
  is_only boolean not null default true,
  failing_since timestamp with time zone,
  failed_at timestamp with time zone,
  last_failure text,
  closed_at timestamp with time zone,
  closed_kind text,
  closed_reason text,
  probed_at timestamp with time zone,
  kept_at timestamp with time zone,
  constraint store_health_pkey PRIMARY KEY (is_only),
  constraint store_health_closed_kind_known CHECK (closed_kind = ANY (ARRAY['failing'::text, 'at_risk'::text])),
  constraint store_health_closed_says_why CHECK ((closed_at IS NULL) = (closed_kind IS NULL) AND (closed_at IS NULL) = (closed_reason IS NULL)),
  constraint store_health_failing_says_when CHECK (failing_since IS NULL OR failed_at IS NOT NULL),
  constraint store_health_one_row CHECK (is_only)
);
comment on column store_health.failing_since is 'The first failure of the store with no clip kept and no good probe since. Null: it is well.';
comment on column store_health.last_failure is 'No link and no key. Kept after the store is well again.';
comment on column store_health.closed_at is 'Since when nothing is admitted, at any upstream. Null: admission is open.';
comment on column store_health.probed_at is 'When a worker last began to write something of its own, to see whether the store takes it.';
comment on column store_health.kept_at is 'When a clip was last kept, to the minute.';

create table submissions (
  id text collate "C" not null,
  job_id text collate "C" not null,
  number integer not null,
  status text not null,
  worker_id text,
  deadline_at timestamp with time zone,
  sent_at timestamp with time zone,
  upstream text collate "C" not null,
  task_id text collate "C",
  credential_id text collate "C",
  base_url text,
  requested_model text not null,
  reported_model text,
  price_version text,
  http_status integer,
  message text,
  created_at timestamp with time zone not null default now(),
  settled_at timestamp with time zone,
  unknown_at timestamp with time zone,
  resubmit_granted_on date,
  task_unproven boolean not null default false,
  constraint submissions_pkey PRIMARY KEY (id),
  constraint submissions_number_is_unique UNIQUE (job_id, number),
  constraint submissions_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id),
  constraint submissions_accepted_has_a_task CHECK ((status <> ALL (ARRAY['accepted'::text, 'finished'::text])) OR task_id IS NOT NULL),
  constraint submissions_number_counts CHECK (number >= 1),
  constraint submissions_settled_has_a_time CHECK ((status = ANY (ARRAY['intent'::text, 'sending'::text, 'accepted'::text, 'unknown'::text])) = (settled_at IS NULL)),
  constraint submissions_status_known CHECK (status = ANY (ARRAY['intent'::text, 'sending'::text, 'accepted'::text, 'unknown'::text, 'rejected'::text, 'not_sent'::text, 'finished'::text, 'failed'::text, 'resolved_absent'::text, 'written_off'::text]))
) with (fillfactor=80);
comment on column submissions.worker_id is 'Null: settled by recovery, bound by a person, or adopted.';
comment on column submissions.deadline_at is 'Null: before sending.';
comment on column submissions.sent_at is 'When sending was committed. Null: not sent by us.';
comment on column submissions.task_id is 'Null: the upstream never told us one.';
comment on column submissions.credential_id is 'HMAC of the key that sent it. Null: before sending, or adopted without one.';
comment on column submissions.unknown_at is 'When it fell in doubt: the hold time of on_unconfirmed counts from here. Null: it never did.';
comment on column submissions.resubmit_granted_on is 'The day whose allowance paid for its resubmission by policy. Null: none did.';
comment on column submissions.task_unproven is 'True: a person named the task, and no answer of the upstream has spoken of it yet.';
CREATE UNIQUE INDEX submissions_one_live_per_job ON submissions USING btree (job_id) WHERE status = ANY (ARRAY['intent'::text, 'sending'::text, 'accepted'::text, 'unknown'::text]);
CREATE INDEX submissions_refused ON submissions USING btree (upstream, settled_at) WHERE status = 'rejected'::text;
CREATE UNIQUE INDEX submissions_task_is_bound_once ON submissions USING btree (task_id, credential_id) NULLS NOT DISTINCT WHERE task_id IS NOT NULL;

create table upload_rows (
  upload_id text collate "C" not null,
  row integer not null,
  line integer not null,
  row_key text collate "C",
  content_hash text collate "C",
  data jsonb not null default '{}'::jsonb,
  request jsonb,
  problems jsonb not null default '[]'::jsonb,
  constraint upload_rows_pkey PRIMARY KEY (upload_id, "row"),
  constraint upload_rows_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(id) ON DELETE CASCADE,
  constraint upload_rows_count_from_one CHECK ("row" >= 1 AND line >= 1)
);
comment on column upload_rows.row_key is 'Null: the row has problems, so that it stands for no job.';
comment on column upload_rows.data is 'The caller''s own columns, as read.';
comment on column upload_rows.request is 'The resolved job. Null: the row has problems.';

create table uploads (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  key_id text collate "C" not null,
  purpose text not null,
  state text not null default 'receiving'::text,
  name text,
  options jsonb not null default '{}'::jsonb,
  columns text[] not null default '{}'::text[],
  row_count integer not null default 0,
  problem_count integer not null default 0,
  quoted_ticks bigint,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  constraint uploads_pkey PRIMARY KEY (id),
  constraint uploads_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  constraint uploads_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id),
  constraint uploads_purpose_known CHECK (purpose = ANY (ARRAY['batch'::text, 'dry_run'::text, 'quote'::text])),
  constraint uploads_state_known CHECK (state = ANY (ARRAY['receiving'::text, 'staged'::text, 'used'::text]))
);
comment on column uploads.name is 'Of the batch it is for. Null: none was given.';
comment on column uploads.quoted_ticks is 'Null: not quoted, or a row without a price.';
CREATE INDEX uploads_expiry ON uploads USING btree (expires_at);

create table upstream_gates (
  upstream text collate "C" not null,
  in_flight integer not null default 0,
  tokens double precision not null default 1,
  tokens_at timestamp with time zone not null default now(),
  paused boolean not null default false,
  closed_reason text,
  closed_at timestamp with time zone,
  not_before timestamp with time zone,
  configured_max_in_flight integer not null default 0,
  configured_requests_per_minute double precision not null default 0,
  max_in_flight integer,
  requests_per_minute double precision,
  polls_per_minute double precision,
  updated_at timestamp with time zone not null default now(),
  closed_kind text,
  probe_at timestamp with time zone,
  probe_wait_s double precision,
  probe_job_id text collate "C",
  cut double precision not null default 1,
  cut_at timestamp with time zone,
  strain double precision not null default 0,
  strain_at timestamp with time zone,
  overdue integer not null default 0,
  configured_speed double precision not null default 1,
  configured_max_overdue integer,
  opened_at timestamp with time zone,
  resubmit_on date,
  resubmit_ticks bigint not null default 0,
  allowed_hosts text[] not null default '{}'::text[],
  constraint upstream_gates_pkey PRIMARY KEY (upstream),
  constraint upstream_gates_allowed_hosts_bounded CHECK (cardinality(allowed_hosts) <= 100),
  constraint upstream_gates_closed_has_a_time CHECK ((closed_reason IS NULL) = (closed_at IS NULL)),
  constraint upstream_gates_closed_says_why CHECK ((closed_reason IS NULL) = (closed_kind IS NULL)),
  constraint upstream_gates_closure_known CHECK (closed_kind = ANY (ARRAY['no_key'::text, 'configuration'::text, 'account'::text, 'breaker'::text])),
  constraint upstream_gates_cut_is_a_share CHECK (cut > 0::double precision AND cut <= 1::double precision),
  constraint upstream_gates_in_flight_counts CHECK (in_flight >= 0),
  constraint upstream_gates_limits_are_not_negative CHECK (max_in_flight >= 0 AND requests_per_minute >= 0::double precision AND polls_per_minute >= 0::double precision),
  constraint upstream_gates_only_the_closed_probe CHECK ((COALESCE(closed_kind, 'no_key'::text) <> 'no_key'::text) = (probe_at IS NOT NULL AND probe_wait_s IS NOT NULL)),
  constraint upstream_gates_overdue_counts CHECK (overdue >= 0),
  constraint upstream_gates_resubmits_are_not_negative CHECK (resubmit_ticks >= 0),
  constraint upstream_gates_speed_is_positive CHECK (configured_speed > 0::double precision),
  constraint upstream_gates_strain_is_not_negative CHECK (strain >= 0::double precision)
) with (fillfactor=10);
comment on column upstream_gates.in_flight is 'Jobs with holds_slot; every statement that changes holds_slot moves it.';
comment on column upstream_gates.tokens is 'Creates that may go now. Below zero: polls that draw on it were promised turns.';
comment on column upstream_gates.closed_reason is 'Null: open.';
comment on column upstream_gates.not_before is 'No create before this, after a rate limit. Null: none was met.';
comment on column upstream_gates.configured_max_in_flight is 'As the last start read it; with the next one, for reading what jobs wait for.';
comment on column upstream_gates.max_in_flight is 'Live override, in force over restarts, as are the next two. Null: the configuration holds.';
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
comment on column upstream_gates.opened_at is 'When it was last opened: refusals of what was asked before count no more. Null: it never was closed.';
comment on column upstream_gates.resubmit_on is 'The UTC day that resubmit_ticks counts. Null: nothing was ever resubmitted by policy.';
comment on column upstream_gates.resubmit_ticks is 'Quotes of what was resubmitted by policy on that day.';
comment on column upstream_gates.allowed_hosts is 'Each a host or host:port that clips of this upstream may be fetched from, although private, over plain http or not listed in link_hosts.';

create table worker_heartbeats (
  worker_id text not null,
  host text not null,
  pid integer not null,
  version text not null,
  state text not null default 'running'::text,
  in_hand integer not null default 0,
  detail jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone not null default now(),
  beat_at timestamp with time zone not null default now(),
  constraint worker_heartbeats_pkey PRIMARY KEY (worker_id),
  constraint worker_heartbeats_state_known CHECK (state = ANY (ARRAY['running'::text, 'draining'::text]))
) with (fillfactor=50);

CREATE OR REPLACE FUNCTION public.count_image_bytes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' then
    update owners o set image_bytes = o.image_bytes + a.bytes
    from (select owner_id, sum(bytes) as bytes from changed group by owner_id) as a where o.id = a.owner_id;
  else
    update owners o set image_bytes = o.image_bytes - a.bytes
    from (select owner_id, sum(bytes) as bytes from changed group by owner_id) as a where o.id = a.owner_id;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ensure_job_event_partitions(months_ahead integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  month date;
  partition_name text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_job_event_partitions'));
  for month in
    select generate_series(date_trunc('month', now() at time zone 'UTC'),
                           date_trunc('month', now() at time zone 'UTC') + make_interval(months => months_ahead),
                           interval '1 month')::date
  loop
    partition_name := 'job_events_' || to_char(month, 'YYYY_MM');
    continue when to_regclass(format('%I.%I', current_schema(), partition_name)) is not null;
    continue when exists (select from job_events_default
      where job_created_on >= month and job_created_on < (month + interval '1 month')::date);
    execute format('create table %I partition of job_events for values from (%L) to (%L)',
      partition_name, month, (month + interval '1 month')::date);
    made := made + 1;
  end loop;
  return made;
end $function$;

CREATE OR REPLACE FUNCTION public.follow_failures()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
begin
  update failures f set followed_at = n.followed_at, repeated_at = n.repeated_at
  from (
    select id, lead(at) over (partition by job_id order by id) as followed_at,
      lead(at) over (partition by job_id, fingerprint order by id) as repeated_at
    from failures where job_id in (select job_id from fresh)
  ) n
  where f.id = n.id and (f.followed_at, f.repeated_at) is distinct from (n.followed_at, n.repeated_at);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.job_edge_allowed(from_state text, to_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select (from_state, to_state) in (
    ('queued', 'submitting'), ('queued', 'canceled'),
    ('submitting', 'queued'), ('submitting', 'rendering'), ('submitting', 'unconfirmed'), ('submitting', 'failed'),
    ('unconfirmed', 'rendering'), ('unconfirmed', 'queued'), ('unconfirmed', 'failed'),
    ('rendering', 'archiving'), ('rendering', 'failed'), ('rendering', 'queued'),
    ('archiving', 'archived'), ('archiving', 'failed'),
    ('failed', 'queued'), ('failed', 'rendering'), ('failed', 'archiving'))
$function$;

CREATE OR REPLACE FUNCTION public.key_jobs_in_flight(of_key text)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
begin
  return (select count(*) from jobs
    where key_id = of_key and holds_slot and state in ('submitting', 'rendering', 'archiving'));
end $function$;

CREATE OR REPLACE FUNCTION public.mark_job_stats()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' then
    perform mark_stats(new.created_at);
  elsif old.finished_at is not null then
    perform mark_stats(old.finished_at);
  end if;
  if new.finished_at is not null then
    perform mark_stats(new.finished_at);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.mark_spend_stats()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.at < now() - interval '1 minute' then
    perform mark_stats(new.at);
  end if;
  -- An amount that a bill makes known is unknown no more.
  if new.kind = 'adjusted' then
    perform mark_stats(e.at) from ledger_entries e
      where e.submission_id = new.submission_id and e.kind = 'charged' and e.ticks is null;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.mark_stats(moment timestamp with time zone)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into stats_marks (span, at) values ('15m', date_bin('15 minutes', moment, 'epoch'));
  insert into stats_marks (span, at)
    select '1m', date_bin('1 minute', moment, 'epoch') where moment > now() - interval '2 days'
$function$;

CREATE OR REPLACE FUNCTION public.refuse_illegal_edge()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a job may not go from % to %', old.state, new.state
    using errcode = 'check_violation', constraint = 'jobs_edge_allowed', table = 'jobs';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_rewriting_history()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end $function$;
