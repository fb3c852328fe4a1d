-- Whether clips can be kept, as every worker has met it: while they cannot, none is bought.
create table store_health (
  is_only boolean primary key default true,
  failing_since timestamptz,
  failed_at timestamptz,
  last_failure text,
  closed_at timestamptz,
  closed_kind text,
  closed_reason text,
  probed_at timestamptz,
  kept_at timestamptz,
  constraint store_health_one_row check (is_only),
  constraint store_health_closed_kind_known check (closed_kind in ('failing', 'at_risk')),
  constraint store_health_closed_says_why
    check ((closed_at is null) = (closed_kind is null) and (closed_at is null) = (closed_reason is null)),
  constraint store_health_failing_says_when check (failing_since is null or failed_at is not null)
);
insert into store_health default values;
comment on column store_health.failing_since is 'The first failure of the store with no clip kept and no good probe since. Null: it is well.';
comment on column store_health.last_failure is 'No link and no key. Kept after the store is well again.';
comment on column store_health.closed_at is 'Since when nothing is admitted, at any upstream. Null: admission is open.';
comment on column store_health.probed_at is 'When a worker last began to write something of its own, to see whether the store takes it.';
comment on column store_health.kept_at is 'When a clip was last kept, to the minute.';

-- Each data dir has one; jobs.rescued_to names it. One that is not seen for long is on a disk that is gone.
create table rescue_folders (
  id text collate "C" primary key,
  seen_at timestamptz not null default now(),
  bytes bigint not null default 0,
  clips integer not null default 0,
  constraint rescue_folders_count check (bytes >= 0 and clips >= 0)
);
comment on column rescue_folders.seen_at is 'When a worker that has the folder last said so.';

-- Clips that are paid for and not yet ours, the link that dies first at the front.
create index jobs_by_link_death on jobs (source_expires_at, id) where state = 'archiving';
