-- Hosts that a person allows for the links of one upstream, in force at once and over restarts.

alter table upstream_gates
  add column allowed_hosts text[] not null default '{}',
  add constraint upstream_gates_allowed_hosts_bounded check (cardinality(allowed_hosts) <= 100);
comment on column upstream_gates.allowed_hosts is 'Each a host or host:port that clips of this upstream may be fetched from, although private, over plain http or not listed in link_hosts.';
