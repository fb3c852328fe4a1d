-- What a job needs to know of itself when workers die with it in hand and while its clip cannot be kept.
alter table jobs
  add column crashes integer not null default 0,
  add column source_seen_at timestamptz,
  add column link_alarms smallint not null default 0,
  add column rescued_to text collate "C",
  add constraint jobs_crashes_count check (crashes >= 0),
  add constraint jobs_link_alarms_known check (link_alarms between 0 and 2),
  add constraint jobs_rescued_only_archiving check (rescued_to is null or state = 'archiving');

comment on column jobs.crashes is 'Workers in a row that died with it in hand; the next fact that is saved sets it back to 0.';
comment on column jobs.source_seen_at is 'When the present link was first given: its life is counted from here. Null: no link, or one from before this was kept.';
comment on column jobs.link_alarms is 'Alarms given about the present link: 1 at a third of its life left, 2 at a tenth.';
comment on column jobs.rescued_to is 'The rescue folder that holds the verified clip while the store is away. Null: none does.';

update jobs set source_seen_at = rendered_at where state = 'archiving' and source_url is not null;
