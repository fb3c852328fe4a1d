import { burstS, type JobId } from '@reelkeep/core'
import { cutNow, isBelowOverdueCap } from '../gates/gate-terms.ts'
import type { Sql } from '../open-database.ts'
import type { AdmitRequest } from '../queries/admit-jobs.ts'
import { candidates } from './candidates.ts'
import { lanes } from './lanes.ts'

export type AdmitRow = {
  readonly admitted: readonly { readonly id: JobId; readonly version: number }[]
  /** How many looked as if they could go, whether or not they still could. */
  readonly chosen: number
  /** Jobs were passed over because the accounts of their key are not there yet, or not up to date. */
  readonly wants_accounts: boolean
  readonly next_at: Date | null
  readonly now: Date
}

/**
 * The gate row is locked first, so admissions of one upstream follow each other and its counters are exact. Keys that
 * limit their jobs in flight follow, then accounts, each in the order of their ids, then the jobs themselves.
 *
 * Fair share: a batch's next job is ranked behind as many as the batch has in flight, so that a batch of 50,000 and a
 * batch of three move together; within a batch, priority then age.
 */
export async function runAdmitStatement(sql: Sql, request: Required<AdmitRequest>): Promise<AdmitRow> {
  const { upstream, workerId, submissionIds, maxInFlight, requestsPerMinute, speed } = request
  const share = cutNow(sql, sql`c.cut`, sql`c.cut_at`, sql`${speed}::float8`, sql`c.at`)
  const pollShare = cutNow(sql, sql`p.cut`, sql`p.cut_at`, sql`${speed}::float8`, sql`c.at`)
  // A vendor that counts by the second counts by its own.
  const burst = request.pollsShareRate ? burstS.shared / speed : burstS.creates
  const [row] = await sql<[AdmitRow]>`
    with recursive locked_gate as materialized (
      select g.in_flight, g.tokens, g.tokens_at, g.paused, g.closed_reason, g.not_before, g.probe_at, g.probe_wait_s,
        g.probe_job_id, g.cut, g.cut_at,
        coalesce(g.max_in_flight, ${maxInFlight}::int) as slots,
        coalesce(g.requests_per_minute * ${speed}::float8, ${requestsPerMinute}::float8) / 60 as full_per_second,
        not g.paused and ${isBelowOverdueCap(sql)}
          -- Clips cannot be kept, so none is bought.
          and not exists (select from store_health h where h.closed_at is not null) as may_open
      from upstream_gates g where g.upstream = ${upstream} for no key update
    ),
    -- The clock is read after the lock was had: now() is when the statement began to wait.
    clock as materialized (
      select g.*, clock_timestamp() as at from locked_gate g
    ),
    rated as materialized (
      select c.*, c.full_per_second * least(${share},
          case when ${request.pollsShareRate}::boolean
            then (select ${pollShare} from poll_buckets p where p.upstream = ${upstream}) end) as per_second,
        -- A closed gate lets a single job through when its time has come, and the next not before that one is answered.
        c.may_open and c.probe_at <= c.at
          and not exists (select from jobs p where p.id = c.probe_job_id and p.state = 'submitting') as is_probe
      from clock c
    ),
    gate as materialized (
      select r.*, least(greatest(1, floor(r.per_second * ${burst}::float8)),
          r.tokens + greatest(0, extract(epoch from r.at - r.tokens_at)::float8) * r.per_second) as tokens_now,
        r.may_open and (r.closed_reason is null or coalesce(r.is_probe, false)) as is_open
      from rated r
    ),
    room as materialized (
      -- A rate of nothing stops creates at once, whatever the bucket still holds.
      select g.*, case when not g.is_open or g.not_before > g.at or g.full_per_second <= 0 then 0
        else greatest(0, least(g.slots - g.in_flight, floor(g.tokens_now), ${submissionIds.length}::int,
          case when g.closed_reason is not null then 1 end))::int end as free
      from gate g
    ),
    ${lanes(sql, request)},
    ${candidates(sql, request)},
    locked_accounts as materialized (
      select a.id, a.cap_ticks, a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks as room_ticks
      from accounts a
      where a.id in (select unnest(account_ids) from candidates)
      order by a.id for no key update
    ),
    -- What the candidates before and including this one would reserve, by account. One that does not fit is counted
    -- on all the same: that errs on the safe side, and the next look, which comes at once, begins behind what went.
    over_budget as materialized (
      select distinct spent.id from (
        select c.id, a.cap_ticks, a.room_ticks, c.reserve,
          sum(c.reserve) over (partition by a.id order by c.place) as running_ticks
        from candidates c cross join unnest(c.account_ids) as account_id join locked_accounts a on a.id = account_id
      ) spent
      where spent.cap_ticks is not null and (spent.reserve is null or spent.running_ticks > spent.room_ticks)
    ),
    affordable as materialized (
      select c.*, row_number() over (partition by c.key_id order by c.place) as place_in_key from candidates c
      where not exists (select from over_budget o where o.id = c.id)
    ),
    chosen as materialized (
      select c.id, c.version, c.place, c.reserve, c.account_ids from affordable c
      where c.key_free is null or c.place_in_key <= c.key_free
      order by c.place limit (select free from room)
    ),
    picked as materialized (
      select j.id, c.place, c.reserve, c.account_ids from chosen c join jobs j on j.id = c.id
      -- One that was touched since it was found may have other caps by now; it is found again.
      where j.state = 'queued' and j.version = c.version
      for no key update of j skip locked
    ),
    numbered as materialized (
      select p.id, p.reserve, p.account_ids, (${[...submissionIds]}::text[])[row_number() over (order by p.place)] as submission_id
      from picked p
    ),
    claimed as (
      update jobs j set
        state = 'submitting', waiting_for = null, holds_slot = true, version = j.version + 1, last_seq = j.last_seq + 1,
        last_save_id = null, next_step = null, submissions = j.submissions + 1,
        -- Everything that this submission costs counts against these, whatever day that is learned on.
        reserved_ticks = coalesce(n.reserve, 0), account_ids = n.account_ids,
        due_at = (select at from room) + ${request.recoveryMs}::float8 * interval '1 millisecond'
      from numbered n where j.id = n.id
      returning j.id, j.version, j.last_seq, j.created_on, j.owner_id, j.batch_id, j.is_current, j.account_ids, j.model,
        j.price_version, j.simulated, j.submissions, n.submission_id, n.reserve
    ),
    intended as (
      insert into submissions (id, job_id, number, status, worker_id, upstream, requested_model, price_version)
      select submission_id, id, submissions, 'intent', ${workerId}, ${upstream}, model, price_version from claimed
    ),
    written_events as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
      select created_on, id, last_seq, 'job-admitted', 'queued', 'submitting',
        -- How full it was when the turn came is the reason of the wait that ends here.
        jsonb_build_object('submission', submission_id, 'number', submissions, 'worker', ${workerId}::text,
          'slots_taken', room.in_flight, 'slots', room.slots, 'rate_left', floor(room.tokens_now))
      from claimed cross join room
    ),
    booked as (
      insert into ledger_entries (job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit, credit, ticks,
        source, price_version, charge_key, simulated, account_ids)
      select id, owner_id, batch_id, submission_id, ${upstream}, model, 'reserved', 'reserved', 'available', reserve,
        'estimated', price_version, submission_id || '-reserved', simulated, account_ids
      from claimed where reserve is not null
      on conflict (charge_key) do nothing
    ),
    moved_accounts as (
      update accounts a set reserved_ticks = a.reserved_ticks + d.ticks
      from (
        select account_id, sum(reserve)::bigint as ticks from claimed cross join unnest(account_ids) as account_id
        where reserve is not null group by account_id
      ) d
      where a.id = d.account_id
    ),
    counted as (
      insert into batch_deltas (batch_id, state, delta)
      select c.batch_id, side.state, sum(side.delta)
      from claimed c cross join lateral (values ('queued', -1), ('submitting', 1)) as side (state, delta)
      where c.batch_id is not null and c.is_current
      group by c.batch_id, side.state
    ),
    total as materialized (
      select count(*)::int as admitted, json_agg(json_build_object('id', id, 'version', version)) as jobs,
        min(id) as any_id
      from claimed
    ),
    moved_gate as (
      update upstream_gates g set
        in_flight = g.in_flight + t.admitted, tokens = r.tokens_now - t.admitted, tokens_at = r.at,
        probe_job_id = case when r.closed_reason is null then g.probe_job_id else t.any_id end,
        probe_at = case when r.closed_reason is null then g.probe_at
          else r.at + r.probe_wait_s / ${speed}::float8 * interval '1 second' end,
        updated_at = r.at
      from room r, total t
      where g.upstream = ${upstream} and t.admitted > 0
    )
    select coalesce(t.jobs, '[]') as admitted, (select count(*)::int from candidates) as chosen, r.at as now,
      exists (select from keyed_lanes where not is_ready) as wants_accounts,
      case
        when not r.may_open then null
        when r.closed_reason is not null and (t.admitted > 0 or not r.is_open)
          then case when r.probe_at > r.at then r.probe_at end
        when r.not_before > r.at then r.not_before
        when r.slots - r.in_flight - t.admitted <= 0 or r.per_second <= 0 then null
        when t.admitted > 0 and r.tokens_now - t.admitted >= 1
          and (t.admitted = ${submissionIds.length}::int or t.admitted < (select count(*) from chosen)) then r.at
        when r.tokens_now - t.admitted < 1
          then r.at + ((1 - (r.tokens_now - t.admitted)) / r.per_second) * interval '1 second'
        -- Those behind a job that no longer fitted, or that its key has no slot for, may go now.
        when t.admitted > 0 and (select count(*) from candidates) > (select count(*) from chosen) then r.at
        else least(
          (select min(j.admit_at) from jobs j
            where j.upstream = ${upstream} and j.state = 'queued' and j.admit_at > r.at),
          -- What waits for the cap of a day goes on when the day turns.
          (select min(l.day_ends_at) from keyed_lanes l))
      end as next_at
    from room r, total t`
  if (row === undefined) throw new Error(`upstream ${upstream} has no gate; ensureGates makes one`)
  return row
}
