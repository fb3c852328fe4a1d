-- What the jobs that stand failed were quoted and charged, by index alone.
create index jobs_standing_failed on jobs (owner_id, id) include (quoted_ticks, charged_ticks, contingent_ticks, adopted)
  where state = 'failed';

-- The jobs of a batch by state, newest first: what of fifty thousand rows failed is found without reading the others.
drop index jobs_of_batch;
create index jobs_of_batch on jobs (batch_id, state, id desc) where batch_id is not null;
-- What the rows that are done come to, by index alone; a job enters it once, at its end.
create index jobs_done_of_batch on jobs (batch_id) include (upstream, state, reason, overdue, quoted_ticks, reserved_ticks,
  charged_ticks, reported_ticks, contingent_ticks, submissions, simulated, rendered_at, finished_at)
  where batch_id is not null and state in ('archived', 'canceled');

-- Narrower than they were: a job enters them once, at its end, and no save before it pays for them.
drop index jobs_by_model;
create index jobs_by_model on jobs (owner_id, upstream, model, id desc) where finished_at is not null;
drop index jobs_by_cost;
create index jobs_by_cost on jobs (owner_id, charged_ticks, id desc)
  where finished_at is not null and charged_ticks is not null;

-- Some upstreams are long gone, and what is queued is for one or two: the planner has to know what goes together.
create statistics jobs_state_and_model (mcv) on state, upstream, model from jobs;
