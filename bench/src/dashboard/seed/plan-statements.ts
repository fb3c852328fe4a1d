// The plan of a seeding: what every batch and job was, is and cost, drawn once into tables of a schema of their own.
// Everything else is copied from there, so that jobs, history, money and counters agree.
import { actions, adjectives, lights, places, rareWords, shots, subjects, themes } from './vocabulary.ts'

/** The jobs are spread over so many days up to now. */
export const daysBack = 92

const words = (list: readonly string[]) => `array['${list.join("','")}']`

export const helpers = `
create schema bench;
-- A prefixed id as ours are, from its time and a number: 48 bits of milliseconds, then what is random in ours.
create function bench.id(prefix text, at timestamptz, n bigint) returns text language sql immutable as $$
  select prefix || (
    select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz',
      ((floor(extract(epoch from at) * 1000)::bigint >> (5 * place)) & 31)::integer + 1, 1), '' order by place desc)
    from generate_series(0, 9) as place
  ) || 'e' || substr(md5(n::text), 1, 2) || '8' || substr(md5(prefix || n::text), 1, 12) $$;
-- The first far more often than the last.
create function bench.pick(list text[], draw float8) returns text language sql immutable as $$
  select list[1 + floor(power(draw, 1.7) * array_length(list, 1))::integer] $$;
`

/** Upstreams with their models, share of the jobs, price of a second and the days before which they were used. */
export const upstreams = `
create table bench.upstreams as
select * from (values
  ('globalaiopc', array['grok_video3', 'grok_video3_pro', 'grok_video3_max'], 0.44, 500000000::bigint, 'estimated', false, 0),
  ('xingchaoyiqing', array['grok_video3'], 0.24, 400000000, 'estimated', false, 0),
  ('cometapi', array['grok-imagine-video'], 0.20, 450000000, 'metered', false, 0),
  ('xai', array['grok-imagine-video', 'grok-imagine-video-1.5'], 0.09, 700000000, 'metered', false, 0),
  ('lab', array['grok_video3'], 0.01, 500000000, 'estimated', true, 0),
  ('retired', array['old_video'], 0.02, 300000000, 'estimated', false, 60)
) as u (upstream, models, share, price, source, simulated, until_days);
alter table bench.upstreams add column from_share float8, add column to_share float8;
update bench.upstreams u set
  to_share = (select sum(share) from bench.upstreams v where v.upstream <= u.upstream),
  from_share = (select coalesce(sum(share), 0) from bench.upstreams v where v.upstream < u.upstream);
`

/** Nine jobs of ten are in batches; the newest is the largest and just under way. */
export function planBatches(jobs: number): string {
  const largest = Math.round(jobs / 20)
  return `
create table bench.batches as
with drawn as (
  select n, greatest(1, round(exp(6.1 + 0.9 * (random() + random() + random() - 1.5) * 2)))::integer as size,
    now() - random() * interval '${daysBack} days' as day, random() as hour, random() as place, random() as key,
    random() as fate, random() as budget
  from generate_series(1, ${Math.max(20, Math.round(jobs / 1_000))}) as n
),
scaled as (
  select n, greatest(1, round(size::float8 * ${jobs * 0.85} / sum(size) over ()))::integer as size, place, key, fate, budget,
    least(date_trunc('day', day) + (6 + 7 * (hour + power(hour, 3))) * interval '1 hour', now() - interval '2 hours') as at
  from drawn
  union all select 0, ${largest}, 0.3, 0.1, 0.5, 0, now() - interval '25 minutes'
  union all select -1, ${Math.round(jobs / 400)}, 0.2, 0.3, 0.95, 1, now() - interval '50 minutes'
)
select b.n, bench.id('batch_', b.at, b.n) as id, b.at, b.size,
  case when b.n = 0 then 'the largest' else 'batch ' || b.n || ' of ' || bench.pick(${words(themes)}, b.fate) end as name,
  bench.pick(${words(themes)}, b.fate) as theme, u.upstream,
  1 + floor(power(b.key, 2) * 8)::integer as key_number,
  -- Sent a second: the largest takes forty minutes.
  case when b.n = 0 then ${largest} / 2400.0 else greatest(0.3, b.size / (600.0 + 3000 * b.key)) end as pace,
  b.n = -1 as is_paused, case when b.budget > 0.9 then bench.id('acct_', b.at, b.n) end as account_id
from scaled b join bench.upstreams u on b.place >= u.from_share and b.place < u.to_share;
update bench.batches set upstream = 'globalaiopc' where upstream = 'retired' and at > now() - interval '60 days';
`
}

/** One row a job, numbered by age. Times are drawn without regard to now; the state follows from where now falls. */
export function planJobs(jobs: number): string {
  return `
create unlogged table bench.drawn as
select b.at, b.n as batch, r as batch_row, b.upstream, b.key_number,
  (r / b.pace + 2 + 20 * random()) * interval '1 second' as wait
from bench.batches b cross join lateral generate_series(1, b.size) as r;
insert into bench.drawn
select s.at, null, null, case when u.upstream = 'retired' and s.at > now() - interval '60 days' then 'cometapi' else u.upstream end,
  1 + floor(power(random(), 2) * 8)::integer, (1 + 10 * random()) * interval '1 second'
from (
  select now() - random() * interval '${daysBack} days' as at, random() as place
  from generate_series(1, greatest(0, ${jobs} - (select count(*) from bench.drawn)))
) s join bench.upstreams u on s.place >= u.from_share and s.place < u.to_share;

create unlogged table bench.jobs as
select n, bench.id('job_', at, n) as id, bench.id('sub_', at + wait, n) as submission_id, at, batch, batch_row,
  upstream, key_number, bench.pick(models, random()) as model, simulated, source,
  (array[6, 10, 10, 15])[1 + floor(random() * 4)::integer] as duration, price,
  at + wait as sent_at, at + wait + render as rendered_at, at + wait + render + archive as archived_at,
  fate, luck, (random() < 0.02)::integer as retries, random() < 0.004 as is_edit, random() < 0.003 as is_mismatch
from (
  select row_number() over (order by d.at, d.batch, d.batch_row) as n, d.*, u.models, u.simulated, u.source, u.price,
    exp(4.5 + 0.8 * (random() + random() + random() - 1.5)) * interval '1 second' as render,
    exp(1.8 + 1.2 * (random() + random() - 1)) * interval '1 second' as archive, random() as fate, random() as luck
  from bench.drawn d join bench.upstreams u on u.upstream = d.upstream
  order by d.at, d.batch, d.batch_row limit ${jobs}
) p;
drop table bench.drawn;

alter table bench.jobs add column state text, add column reason text, add column phase integer, add column ended_at timestamptz,
  add column quoted bigint, add column charged bigint, add column prompt text;
update bench.jobs j set
  quoted = case when j.luck < 0.01 then null else j.price * j.duration end,
  state = case
    when is_paused or j.fate < 0.9 and sent_at > now() + interval '3 seconds' then 'queued'
    when j.fate >= 0.99 and j.at < now() - interval '1 minute' then 'canceled'
    when sent_at > now() + interval '3 seconds' then 'queued'
    when sent_at > now() then 'submitting'
    when j.fate < 0.0003 then 'unconfirmed'
    when rendered_at > now() then 'rendering'
    when j.fate < 0.0600 then 'failed'
    when archived_at > now() then 'archiving' else 'archived' end,
  prompt = initcap(bench.pick(${words(shots)}, random())) || ' of a ' || bench.pick(${words(adjectives)}, random()) || ' '
    || bench.pick(${words(subjects)}, random()) || ' ' || bench.pick(${words(actions)}, random()) || ' in '
    || bench.pick(${words(places)}, random()) || ', ' || bench.pick(${words(lights)}, random())
    || case when random() < 0.5 then ', cinematic' else '' end
    || case when random() < 0.0002 then ', with a ' || bench.pick(${words(rareWords)}, random()) else '' end
    || coalesce('. For the ' || b.theme || ' series', '') || ', take ' || j.n
from (select j.n as job, b.theme, coalesce(b.is_paused, false) as is_paused
  from bench.jobs j left join bench.batches b on b.n = j.batch) b where b.job = j.n;
update bench.jobs set
  reason = case when state = 'canceled' then case when luck < 0.5 then 'by_user' else 'superseded' end
    when state = 'failed' then case
      when fate < 0.02 then 'moderated' when fate < 0.036 then 'upstream_failed' when fate < 0.048 then 'rejected'
      when fate < 0.054 then 'upstream_expired' when fate < 0.057 then 'no_artifact' else 'artifact_lost' end end;
update bench.jobs set
  retries = case when state in ('queued', 'submitting', 'canceled', 'unconfirmed') or reason = 'rejected' then 0 else retries end,
  -- How many of the steps admitted, sending, accepted, rendered, archived are behind it.
  phase = case state when 'queued' then 0 when 'canceled' then 0 when 'submitting' then 2 when 'unconfirmed' then 2
    when 'rendering' then 3 when 'archiving' then 4 when 'archived' then 5
    else case when reason = 'rejected' then 2 when reason in ('no_artifact', 'artifact_lost') then 4 else 3 end end,
  ended_at = case when state = 'archived' then archived_at
    when state = 'canceled' then least(at + interval '30 seconds', now())
    when reason = 'rejected' then sent_at + interval '1 second'
    when reason = 'artifact_lost' then least(archived_at + interval '1 hour', now())
    when state = 'failed' then rendered_at end,
  charged = case when state in ('archiving', 'archived') and luck > 0.005 or reason = 'artifact_lost' then
    case when source = 'metered' then round(price * duration * (0.95 + luck * 0.1))::bigint else price * duration end end;
create unique index on bench.jobs (n);
analyze bench.jobs;
`
}
