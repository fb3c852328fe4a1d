-- Each filter of the jobs page walks an index from its newest job on, however deep in a million jobs it has to begin.
create index jobs_by_model on jobs (owner_id, upstream, model, id desc);
create index jobs_by_reason on jobs (owner_id, reason, id desc) where reason is not null;
create index jobs_by_cost on jobs (owner_id, charged_ticks, id desc) where charged_ticks is not null;
create index jobs_overdue on jobs (owner_id, id desc) where overdue;
create index jobs_mismatched on jobs (owner_id, id desc) where mismatch <> '[]';
create index jobs_not_generated on jobs (owner_id, operation, id desc) where operation <> 'generate';

-- Words by time: the first nine characters of a job's id are the nine hours in which it was made. A word that a million
-- prompts have is looked for from the newest nine hours back, and one that only old prompts have is passed by quickly in
-- all others. The list of what is not yet in its place stays short, since each of these looks reads all of it.
drop index job_words_words;
create index job_words_words on job_words using gin (words, (array[left(job_id, 9)])) with (gin_pending_list_limit = 256);
