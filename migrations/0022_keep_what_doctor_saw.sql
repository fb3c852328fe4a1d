-- What an order of `doctor` found, check by check. The api and one worker each add what they can see.
alter table operations
  drop constraint operations_action_known,
  add constraint operations_action_known
    check (action in ('retry', 'cancel', 'rearchive', 'prioritize', 'scrub', 'rebuild', 'doctor')),
  add column checks jsonb not null default '[]';
comment on column operations.checks is 'Only of a doctor: [{ name, outcome, message, fix, took_ms }] in the order in which they were told. Holds no secret.';
