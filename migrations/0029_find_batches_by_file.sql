-- Batches that a file gave its name on other days, by the beginning of their names whatever the locale of the database.
create index batches_by_file on batches (owner_id, name text_pattern_ops);
