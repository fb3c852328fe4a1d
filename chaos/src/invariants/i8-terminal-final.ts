import { type Invariant, verdictOf } from './invariant.ts'

/**
 * A person's word stands beside what it undid: written right after it, or before for a batch of them. An answer that came
 * late undoes the silence of a task that a person named in its place, whenever that was.
 */
const undone = `
  select e.job_id, e.from_state, e.to_state, e.kind from job_events e join jobs j on j.id = e.job_id
  where e.from_state in ('archived', 'failed', 'canceled') and e.to_state <> e.from_state
    and not (e.from_state = 'failed' and e.kind = 'submission-accepted' and e.detail ->> 'instead_of' is not null)
    and not (e.from_state = 'failed' and exists (
      select from audit_entries a where a.target in (e.job_id, j.batch_id)
        and a.action not in ('job-hurried', 'job-marked', 'clip-shared')
        and (a.action <> 'batch-sent' or (a.detail ->> 'retried')::integer > 0)
        and a.at between e.at - interval '1 minute' and e.at + interval '1 minute'))`

type Undone = {
  readonly job_id: string
  readonly from_state: string
  readonly to_state: string
  readonly kind: string
}

export const i8: Invariant = {
  name: 'I8',
  promise: 'an end is final',
  check: async ({ world }) => {
    const rows = await world.postgres.execute<Undone>(undone)
    const [figures] = await world.postgres.execute<{ ended: number }>(
      `select count(*)::int as ended from jobs where state in ('archived', 'failed', 'canceled')`,
    )
    return verdictOf(
      { ended: figures?.ended ?? 0 },
      rows.map(
        ({ job_id, from_state, to_state, kind }) =>
          `${job_id}: ${kind} took it from ${from_state} to ${to_state}`,
      ),
    )
  },
}
