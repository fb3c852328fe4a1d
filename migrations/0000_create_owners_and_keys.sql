-- Ids are text in byte order, so that a prefixed, time-ordered id sorts by its age under any locale of the database.

create table owners (
  id text collate "C" primary key,
  name text not null unique,
  created_at timestamptz not null default now()
);

create table api_keys (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  name text not null,
  secret_hash text,
  last_four text,
  scopes text[] not null default '{submit,read}',
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  constraint api_keys_scopes_known check (scopes <@ array['submit', 'read', 'operate', 'admin'])
);
comment on column api_keys.secret_hash is 'HMAC of the secret. Null: the admin key, which the configuration holds and no row does.';
comment on column api_keys.last_four is 'Null: the admin key, of which nothing is kept.';
comment on column api_keys.expires_at is 'Null: does not expire.';
comment on column api_keys.last_used_at is 'Sampled, not exact. Null: never seen.';
create index api_keys_owner on api_keys (owner_id);

insert into owners (id, name) values ('owner_00000000000000000000000000', 'admin');
insert into api_keys (id, owner_id, name, scopes)
  values ('key_00000000000000000000000000', 'owner_00000000000000000000000000', 'admin', '{submit,read,operate,admin}');

-- Replies to requests that carried an Idempotency-Key, per owner.
create table idempotency_keys (
  owner_id text collate "C" not null references owners (id),
  key text not null,
  method text not null,
  path text not null,
  request_hash text not null,
  resource_id text collate "C",
  status_code integer,
  body jsonb,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  primary key (owner_id, key)
);
comment on column idempotency_keys.resource_id is 'What the first request made. Null: it made nothing, or has not ended.';
comment on column idempotency_keys.status_code is 'Null: the first request has not ended.';
comment on column idempotency_keys.body is 'The reply as sent. Null: not ended, or the reply is made again from resource_id.';
create index idempotency_keys_expiry on idempotency_keys (expires_at);

create table audit_entries (
  id bigint generated always as identity primary key,
  owner_id text collate "C" not null references owners (id),
  actor text not null,
  action text not null,
  target text not null,
  reason text,
  detail jsonb not null default '{}',
  request_id text,
  ip text,
  at timestamptz not null default now()
);
comment on column audit_entries.reason is 'The person''s own words; the api demands them for what costs money. Null: none were asked for.';
comment on column audit_entries.request_id is 'Null: not done through the api.';
create index audit_entries_owner on audit_entries (owner_id, id desc);
create index audit_entries_target on audit_entries (target, id desc);

create function refuse_rewriting_history() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end $$;

create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function refuse_rewriting_history();
