alter table jobs add column keep_exchanges boolean not null default false;
comment on column jobs.keep_exchanges is 'Every answer about it is kept, also of polls that changed nothing.';

alter table exchanges add column read_as text;
alter table exchanges add column surprises jsonb not null default '[]';
comment on column exchanges.read_as is 'The event that the reply was taken for. Null: kept before this was noted.';
comment on column exchanges.surprises is 'Statuses and fields of the reply that no table of its dialect names.';

-- How often a vendor said what its dialect does not know: the sign that a wire has changed.
create table dialect_surprises (
  upstream text collate "C" not null,
  kind text not null,
  name text collate "C" not null,
  count bigint not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  job_id text collate "C" not null,
  primary key (upstream, kind, name),
  constraint dialect_surprises_kind_known check (kind in ('status', 'field')),
  constraint dialect_surprises_count_counts check (count >= 1)
);
comment on column dialect_surprises.name is 'A status word, or the dotted path of a field.';
comment on column dialect_surprises.job_id is 'The first job whose reply held it.';
