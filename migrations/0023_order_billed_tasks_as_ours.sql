-- Task ids are compared and ordered by their bytes, on a bill as in submissions, whatever the locale of the database.
alter table reconciliation_lines alter column task_id type text collate "C";
