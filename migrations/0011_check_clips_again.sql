-- Whether what was kept is still what was kept.
alter table clips
  add column checked_at timestamptz,
  add column damage text,
  add constraint clips_damage_known check (damage in ('missing', 'other_length', 'other_hash')),
  add constraint clips_damage_was_seen check (damage is null or checked_at is not null);
create index clips_least_checked on clips (checked_at nulls first, job_id);
create index clips_damaged on clips (job_id) where damage is not null;
comment on column clips.checked_at is 'When the stored object was last read and hashed again. Null: not since it was kept.';
comment on column clips.damage is 'What the last check found wrong. Null: nothing, or there was none.';

-- Work that all workers together do once in a while: whoever moves begun_at does it.
create table chores (
  name text collate "C" primary key,
  begun_at timestamptz not null
);
