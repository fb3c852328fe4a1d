-- What a person makes of a clip when looking at it: keep it, or make it anew. One row a job, of those that have one.
create table job_marks (
  job_id text collate "C" primary key references jobs (id),
  owner_id text collate "C" not null references owners (id),
  mark text not null,
  note text,
  by_key text collate "C" not null references api_keys (id),
  at timestamptz not null default now(),
  constraint job_marks_mark_known check (mark in ('keep', 'redo'))
);
comment on column job_marks.note is 'The person''s own words. Null: none were given.';
create index job_marks_by_mark on job_marks (owner_id, mark, job_id desc);
