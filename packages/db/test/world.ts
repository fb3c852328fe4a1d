// What the tests of this room share: racers on connections of their own, and the recount that counters must equal.
import type { Decision, Job, JobEvent, UpstreamRules } from '@reelkeep/core'
import { type Database, newSubmissionId, openDatabase } from '../src/index.ts'

export const upstream = 'test-upstream'

/** As many databases as racers, each one connection: none waits for another in the client. */
export function openRacers(url: string, count: number): { racers: Database[]; close(): Promise<void> } {
  const racers = Array.from({ length: count }, (_, index) =>
    openDatabase({ url, maxConnections: 1, applicationName: `racer-${index}` }),
  )
  return {
    racers,
    async close() {
      await Promise.all(racers.map((racer) => racer.close()))
    },
  }
}

/** Locks the job's row on a connection of its own until the answered function is called. */
export async function holdRow({ sql }: Database, { id }: Pick<Job, 'id'>): Promise<() => Promise<void>> {
  // The driver never hands out a connection that it has to open first when it knows all types beforehand.
  await sql`select 1`
  const connection = await sql.reserve()
  await connection.unsafe('begin')
  await connection`select 1 from jobs where id = ${id} for update`
  return async () => {
    await connection.unsafe('rollback')
    connection.release()
  }
}

export function submissionIds(count: number) {
  return Array.from({ length: count }, newSubmissionId)
}

export async function eventsOf({ sql }: Database, job: Pick<Job, 'id'>) {
  return sql<{ seq: number; kind: string; from_state: string | null; to_state: string }[]>`
    select seq, kind, from_state, to_state from job_events where job_id = ${job.id} order by seq`
}

/** Every counter that is kept beside the rows and no longer agrees with them; an empty list is the law. */
export async function disagreements({ sql }: Database): Promise<object[]> {
  return sql`
    select 'gate ' || upstream as counter, in_flight::text as kept,
      (select count(*) from jobs j where j.upstream = g.upstream and j.holds_slot)::text as counted
    from upstream_gates g
    where in_flight <> (select count(*) from jobs j where j.upstream = g.upstream and j.holds_slot)
    union all
    select 'overdue of ' || upstream, overdue::text,
      (select count(*) from jobs j where j.upstream = g.upstream and j.state = 'rendering' and j.overdue)::text
    from upstream_gates g
    where overdue <> (select count(*) from jobs j where j.upstream = g.upstream and j.state = 'rendering' and j.overdue)
    union all
    select 'account ' || a.id,
      concat_ws('/', a.reserved_ticks, a.charged_ticks, a.contingent_ticks), concat_ws('/', t.reserved, t.charged, t.beyond)
    from accounts a cross join lateral (
      select coalesce(sum(case e.kind when 'reserved' then e.ticks when 'released' then -e.ticks end), 0) as reserved,
        coalesce(sum(e.ticks) filter (where e.kind in ('charged', 'adjusted')), 0) + coalesce(a.carried_ticks, 0) as charged,
        coalesce(sum(e.ticks) filter (where e.kind = 'contingent'), 0) - (
          -- While a job is unconfirmed its reservation stands for the doubtful charge.
          select coalesce(sum(least(coalesce(j.contingent_ticks, 0), j.reserved_ticks)), 0)
          from jobs j where a.id = any(j.account_ids) and j.state = 'unconfirmed' and j.quoted_ticks is not null) as beyond
      from ledger_entries e where a.id = any(e.account_ids)
    ) t
    where (a.reserved_ticks, a.charged_ticks, a.contingent_ticks) is distinct from (t.reserved, t.charged, t.beyond)
    union all
    select 'batch ' || coalesce(kept.batch_id, counted.batch_id) || ' ' || coalesce(kept.state, counted.state),
      kept.count::text, counted.count::text
    from (
      select batch_id, state, sum(delta) as count from (
        select batch_id, state, delta from batch_deltas
        union all
        select b.id, side.state, side.count from batches b cross join lateral (values ('queued', b.queued),
          ('submitting', b.submitting), ('unconfirmed', b.unconfirmed), ('rendering', b.rendering),
          ('archiving', b.archiving), ('archived', b.archived), ('failed', b.failed), ('canceled', b.canceled)
        ) as side (state, count)
      ) both_parts group by batch_id, state having sum(delta) <> 0
    ) kept
    full join (
      select batch_id, state, count(*) from jobs where batch_id is not null and is_current group by batch_id, state
    ) counted on counted.batch_id = kept.batch_id and counted.state = kept.state
    where kept.count is distinct from counted.count
    union all
    select 'events of ' || j.id, j.last_seq::text, e.numbers::text
    from jobs j cross join lateral (
      select array_agg(seq order by seq) as numbers from job_events where job_id = j.id
    ) e
    where e.numbers is distinct from (select array_agg(n) from generate_series(1, j.last_seq) as n)`
}

/** Jobs whose ledger adds up to something else than their row says; an empty list is the law. */
export async function wrongLedgers({ sql }: Database): Promise<object[]> {
  return sql`
    select 'ledger of ' || j.id,
      concat_ws('/', j.reserved_ticks, coalesce(j.charged_ticks, 0), coalesce(j.contingent_ticks, 0)),
      concat_ws('/', t.reserved, t.charged, t.contingent)
    from jobs j cross join lateral (
      select coalesce(sum(case e.kind when 'reserved' then e.ticks when 'released' then -e.ticks end), 0) as reserved,
        coalesce(sum(e.ticks) filter (where e.kind in ('charged', 'adjusted')), 0) as charged,
        coalesce(sum(e.ticks) filter (where e.kind = 'contingent'), 0) as contingent
      from ledger_entries e where e.job_id = j.id
    ) t
    where (j.reserved_ticks, coalesce(j.charged_ticks, 0), coalesce(j.contingent_ticks, 0))
      is distinct from (t.reserved, t.charged, t.contingent)`
}

export type Step = { readonly job: Job; readonly event: JobEvent; readonly decision: Decision }

export const rules: UpstreamRules = {
  name: upstream,
  profile: 'test',
  simulated: false,
  speed: 1,
  maxInFlight: 50,
  requestsPerMinute: 6000,
  pollsPerMinute: 6000,
  submitTimeoutMs: 120_000,
  onUnconfirmed: 'hold',
  unconfirmedHoldMs: 3_600_000,
  resubmitMaxTicks: null,
  resubmitDailyTicks: null,
  retries: 2,
  failedIsFree: true,
  linkHosts: [],
  allowHttpLinks: false,
  linkLifetimeMs: 3_600_000,
  planFor: () => ({ firstMs: 1000, minMs: 1000, maxMs: 2000, deadlineMs: 60_000, overdueMs: 5000 }),
  priceFor: () => null,
  modelNamed: (name) => name,
  priceVersion: 'test',
  pollsShareRate: false,
  maxOverdue: 25,
  reportedTicksAre: 'bill',
  billFactorPpm: 1_000_000n,
}
