comment on column jobs.poll_failing_since is 'Since when every answer was "no such task". Null: the last answer was another one.';
