-- Minutes of money in a table of their own: code from before there were minutes takes every row of spend_stats for a quarter
-- hour. Beside such code, or after going back to it, money was told twice, and no quarter hour could be counted.

create table spend_minutes (like spend_stats including comments);
insert into spend_minutes select * from spend_stats where span = '1m';
alter table spend_minutes drop column span;
alter table spend_minutes add primary key (owner_id, at, upstream, model, key_id, batch_id, simulated);
comment on column spend_minutes.at is 'When the minute begins.';

delete from spend_stats where span = '1m';
alter table spend_stats drop column span;
alter table spend_stats add primary key (owner_id, at, upstream, model, key_id, batch_id, simulated);
comment on column spend_stats.at is 'When the quarter hour begins.';
