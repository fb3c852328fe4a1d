-- The last day also as sums by minute: a quarter hour is counted only once it is over, and until then what a busy upstream
-- does was read from tens of thousands of rows.

alter table job_stats drop constraint job_stats_span_known;
alter table job_stats add constraint job_stats_span_known check (span in ('1m', '15m', '6h'));

-- Apart: code from before there were minutes takes every row of spend_stats for a quarter hour. Beside such code, or after
-- going back to it, money would be told twice.
create table spend_minutes (like spend_stats including comments,
  primary key (owner_id, at, upstream, model, key_id, batch_id, simulated));
comment on column spend_minutes.at is 'When the minute begins.';

alter table stats_progress add column minutes_from timestamptz, add column minutes_to timestamptz,
  add constraint stats_progress_minutes_have_both_ends check ((minutes_from is null) = (minutes_to is null));
comment on column stats_progress.minutes_from is 'All minutes from here to minutes_to are counted, but for those that were dropped for their age. Null: none is.';

alter table stats_marks drop constraint stats_marks_span_known;
alter table stats_marks add constraint stats_marks_span_known check (span in ('1m', '15m', '6h'));

-- What is older than minutes are kept for needs no mark of its minute.
create or replace function mark_stats(moment timestamptz) returns void language sql as $$
  insert into stats_marks (span, at) values ('15m', date_bin('15 minutes', moment, 'epoch'));
  insert into stats_marks (span, at)
    select '1m', date_bin('1 minute', moment, 'epoch') where moment > now() - interval '2 days'
$$;
