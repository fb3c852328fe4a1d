-- What failed of late, however much failed before.
create index jobs_failed_newest on jobs (owner_id, created_at desc) where state = 'failed';
