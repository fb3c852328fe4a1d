-- What 0036 keeps, of the failures before it, over nothing that it has kept since. Apart from it, since the lock that a new
-- trigger takes stops writers.
update failures f set followed_at = coalesce(f.followed_at, n.followed_at),
  repeated_at = coalesce(f.repeated_at, n.repeated_at)
from (
  select id, lead(at) over (partition by job_id order by id) as followed_at,
    lead(at) over (partition by job_id, fingerprint order by id) as repeated_at
  from failures
) n
where f.id = n.id and (f.followed_at, f.repeated_at) is distinct from (n.followed_at, n.repeated_at);
