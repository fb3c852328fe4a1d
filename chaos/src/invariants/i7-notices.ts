import { type Invariant, verdictOf } from './invariant.ts'

/** Notices to other services are not sent yet. What is promised now is that each ending has left exactly one to send. */
const uneven = `
  with ended as (
    select job_id, 'job.' || to_state as kind, count(*)::int as endings from job_events
    where to_state in ('archived', 'failed', 'canceled', 'unconfirmed') and from_state is distinct from to_state
    group by job_id, to_state),
  told as (select job_id, kind, count(*)::int as notices from outbox group by job_id, kind)
  select coalesce(e.job_id, t.job_id) as id, coalesce(e.kind, t.kind) as kind,
    coalesce(e.endings, 0) as endings, coalesce(t.notices, 0) as notices
  from ended e full join told t on t.job_id = e.job_id and t.kind = e.kind
  where e.endings is distinct from t.notices`

type Uneven = {
  readonly id: string
  readonly kind: string
  readonly endings: number
  readonly notices: number
}

export const i7: Invariant = {
  name: 'I7',
  promise: 'one notice per ending (none is sent yet)',
  check: async ({ world }) => {
    const rows = await world.postgres.execute<Uneven>(uneven)
    const [figures] = await world.postgres.execute<{ notices: number }>(
      'select count(*)::int as notices from outbox',
    )
    return verdictOf(
      { notices: figures?.notices ?? 0 },
      rows.map(
        ({ id, kind, endings, notices }) => `${id}: ${endings} endings and ${notices} notices of ${kind}`,
      ),
    )
  },
}
