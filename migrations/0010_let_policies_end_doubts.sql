-- A doubt that nobody ends is ended by its upstream's policy, within a daily allowance; and answers that are older than
-- a gate's opening no longer close it.
alter table submissions
  add column unknown_at timestamptz,
  add column resubmit_granted_on date;
comment on column submissions.unknown_at is 'When it fell in doubt: the hold time of on_unconfirmed counts from here. Null: it never did.';
comment on column submissions.resubmit_granted_on is 'The day whose allowance paid for its resubmission by policy. Null: none did.';
update submissions set unknown_at = now() where status = 'unknown';

alter table upstream_gates
  add column opened_at timestamptz,
  add column resubmit_on date,
  add column resubmit_ticks bigint not null default 0,
  add constraint upstream_gates_resubmits_are_not_negative check (resubmit_ticks >= 0);
comment on column upstream_gates.opened_at is 'When it was last opened: refusals of what was asked before count no more. Null: it never was closed.';
comment on column upstream_gates.resubmit_on is 'The UTC day that resubmit_ticks counts. Null: nothing was ever resubmitted by policy.';
comment on column upstream_gates.resubmit_ticks is 'Quotes of what was resubmitted by policy on that day.';

-- Refusals are few, and looked through only when there is a further one.
create index submissions_refused on submissions (upstream, settled_at) where status = 'rejected';
