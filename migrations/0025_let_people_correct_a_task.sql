-- A task that a person bound may be mistyped: until the upstream speaks of it, another may be bound in its place.
alter table submissions add column task_unproven boolean not null default false;
comment on column submissions.task_unproven is 'True: a person named the task, and no answer of the upstream has spoken of it yet.';
