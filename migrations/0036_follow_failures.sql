-- What came after a failure stands beside it, so that telling jobs from failures and what stands from what is past needs
-- no look at other rows. Kept by a trigger, since restored records write failures as well as saves do.

alter table failures add column followed_at timestamptz, add column repeated_at timestamptz;
comment on column failures.followed_at is 'When the job failed again, of whatever. Null: this is its latest failure.';
comment on column failures.repeated_at is 'When the job failed of the same cause again. Null: it has not.';

-- Its plan is kept, also one made while the table was small or for a large restoration: it must not read the whole table.
create function follow_failures() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  update failures f set followed_at = n.followed_at, repeated_at = n.repeated_at
  from (
    select id, lead(at) over (partition by job_id order by id) as followed_at,
      lead(at) over (partition by job_id, fingerprint order by id) as repeated_at
    from failures where job_id in (select job_id from fresh)
  ) n
  where f.id = n.id and (f.followed_at, f.repeated_at) is distinct from (n.followed_at, n.repeated_at);
  return null;
end $$;
create trigger failures_follow after insert on failures
  referencing new table as fresh for each statement execute function follow_failures();
