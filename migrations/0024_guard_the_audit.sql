-- Nobody empties the audit as a whole either: a trigger for each row is not asked by truncate.
create trigger audit_entries_never_emptied before truncate on audit_entries
  for each statement execute function refuse_rewriting_history();

-- An actor's own acts, newest first, however many others there are.
create index audit_entries_actor on audit_entries (actor, id desc);
