-- What a bulk action was quoted at, real and simulated money apart: [{ simulated, jobs, ticks }].
alter table operations add column quoted_parts jsonb not null default '[]';

-- Those that were ordered before, where all their jobs are of one kind; of the others only the sum was kept.
update operations o set quoted_parts = jsonb_build_array(
    jsonb_build_object('simulated', k.simulated, 'jobs', k.jobs, 'ticks', o.quoted_ticks::text))
from (
  select l.operation_id, bool_and(j.simulated) as simulated, count(*) as jobs
  from operation_jobs l join jobs j on j.id = l.job_id
  group by l.operation_id having bool_and(j.simulated) = bool_or(j.simulated)
) k
where k.operation_id = o.id and o.action = 'retry';

-- As it was, with what tells simulated money apart.
drop index jobs_standing_failed;
create index jobs_standing_failed on jobs (owner_id, id)
  include (quoted_ticks, charged_ticks, contingent_ticks, adopted, simulated) where state = 'failed';
