-- What a key has sent, newest first: what is left of one that was revoked is found, and canceled, by it.
create index jobs_of_key on jobs (key_id, id desc);
