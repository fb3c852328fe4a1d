import { type Invariant, verdictOf } from './invariant.ts'

const broken = `
  select j.id, 'its events are not 1 to ' || j.last_seq as what from jobs j
  where (select coalesce(array_agg(e.seq order by e.seq), '{}') from job_events e where e.job_id = j.id)
    is distinct from (select coalesce(array_agg(n), '{}') from generate_series(1, j.last_seq) n)
  union all
  select e.job_id, 'event ' || e.seq || ' goes from ' || e.from_state || ', and the one before ended ' || e.before
  from (select *, lag(to_state) over (partition by job_id order by seq) as before from job_events) e
  where e.before is not null and e.from_state is distinct from e.before
  union all
  select e.job_id, 'event ' || e.seq || ' goes from ' || e.from_state || ' to ' || e.to_state from job_events e
  where e.from_state is not null and e.from_state <> e.to_state and not job_edge_allowed(e.from_state, e.to_state)
  union all
  select j.id, 'is ' || j.state || ', and its history ends ' || last.to_state from jobs j
  cross join lateral (select to_state from job_events e where e.job_id = j.id order by seq desc limit 1) last
  where last.to_state <> j.state
  union all
  select id, 'is archived and no poll was counted' from jobs where state = 'archived' and polls = 0
    and submissions > 0`

type Sent = {
  readonly task_id: string
  readonly id: string
  readonly sent_ms: number | null
  /** A person bound the task by hand, or adopted it. */
  readonly is_bound: boolean
}

/** One machine, two clocks that read the same one: the database's is cut to microseconds, the simulator's to milliseconds. */
const clockGrainMs = 2

export const i5: Invariant = {
  name: 'I5',
  promise: 'history complete',
  check: async ({ world, tasks }) => {
    const rows = await world.postgres.execute<{ id: string; what: string }>(broken)
    const sent = await world.postgres.execute<Sent>(`
      select s.task_id, s.id, (extract(epoch from s.sent_at) * 1000)::float8 as sent_ms,
        exists (select from audit_entries a where a.target = s.job_id and a.action = 'submission-bound')
          or exists (select from jobs j where j.id = s.job_id and j.adopted) as is_bound
      from submissions s where s.task_id is not null`)
    const made = new Map(tasks.map((task) => [task.id, Date.parse(task.created_at)]))
    const late = sent.filter(({ task_id, sent_ms }) => {
      const madeMs = made.get(task_id)
      return madeMs !== undefined && sent_ms !== null && sent_ms > madeMs + clockGrainMs
    })
    const neverSent = sent.filter(({ sent_ms, is_bound }) => sent_ms === null && !is_bound)
    const [figures] = await world.postgres.execute<{ events: number; polls: number }>(`
      select (select count(*)::int from job_events) as events, (select coalesce(sum(polls), 0)::int from jobs) as polls`)
    return verdictOf({ events: figures?.events ?? 0, polls: figures?.polls ?? 0 }, [
      ...rows.map(({ id, what }) => `${id}: ${what}`),
      ...neverSent.map(
        ({ id, task_id }) => `${id}: has ${task_id}, and that it was sent was never committed`,
      ),
      ...late.map(({ id, task_id }) => `${id}: committed after ${task_id} was made`),
    ])
  },
}
