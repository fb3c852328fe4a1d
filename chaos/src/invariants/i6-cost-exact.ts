import type { OpenChaosWorld } from '../world/open-world.ts'
import { type Invariant, verdictOf } from './invariant.ts'

type Booked = {
  readonly task_id: string | null
  readonly prompt: string
  readonly id: string
  readonly charged: string
  readonly charges: number
  readonly at_risk: string
}

const booked = `
  select s.id, s.task_id, j.prompt, count(l.charge_key) filter (where l.kind = 'charged')::int as charges,
    coalesce(sum(l.ticks) filter (where l.kind in ('charged', 'adjusted')), 0)::text as charged,
    coalesce(sum(l.ticks) filter (where l.kind = 'contingent'), 0)::text as at_risk
  from submissions s join jobs j on j.id = s.job_id left join ledger_entries l on l.submission_id = s.id
  group by s.id, j.prompt`

/** Every figure that is kept beside the ledger, counted again from what it sums up. */
const miscounted = `
  with held as (
    select job_id,
      coalesce(sum(case kind when 'reserved' then ticks when 'released' then -ticks end), 0) as reserved,
      coalesce(sum(ticks) filter (where kind in ('charged', 'adjusted')), 0) as charged,
      coalesce(sum(ticks) filter (where kind = 'contingent'), 0) as contingent
    from ledger_entries group by job_id)
  select j.id, 'the row and the ledger differ' as what from jobs j left join held h on h.job_id = j.id
  where j.reserved_ticks <> coalesce(h.reserved, 0) or coalesce(j.charged_ticks, 0) <> coalesce(h.charged, 0)
    or coalesce(j.contingent_ticks, 0) <> coalesce(h.contingent, 0)
  union all
  select a.id, 'the account of a ' || a.kind || ' and its ledger differ' from accounts a
  cross join lateral (
    select coalesce(sum(case e.kind when 'reserved' then e.ticks when 'released' then -e.ticks end), 0) as reserved,
      coalesce(sum(e.ticks) filter (where e.kind in ('charged', 'adjusted')), 0) + coalesce(a.carried_ticks, 0) as charged,
      coalesce(sum(e.ticks) filter (where e.kind = 'contingent'), 0) - (
        select coalesce(sum(least(coalesce(j.contingent_ticks, 0), j.reserved_ticks)), 0)
        from jobs j where a.id = any (j.account_ids) and j.state = 'unconfirmed' and j.quoted_ticks is not null) as contingent
    from ledger_entries e where a.id = any (e.account_ids)) c
  where (a.reserved_ticks, a.charged_ticks, a.contingent_ticks) <> (c.reserved, c.charged, c.contingent)
  union all
  select g.upstream, 'the gate counts ' || g.in_flight || ' in flight, its jobs ' || c.in_flight from upstream_gates g
  cross join lateral (select count(*)::int as in_flight from jobs j where j.upstream = g.upstream and j.holds_slot) c
  where g.in_flight <> c.in_flight
  union all
  select j.id, 'is ' || j.state || ' and still reserves' from jobs j
  where j.reserved_ticks > 0 and j.state in ('archived', 'failed', 'canceled', 'queued')
  union all
  select l.job_id, 'is charged ' || l.ticks || ' for no submission' from ledger_entries l
  where l.kind in ('charged', 'adjusted') and l.submission_id is null and l.ticks <> 0`

/** To the tick. Debits equal credits because each line names both sides of one amount; the table refuses any other. */
export const i6: Invariant = {
  name: 'I6',
  promise: 'cost exact',
  check: async ({ world, tasks }) => {
    const lines = await world.postgres.execute<Booked>(booked)
    const byTask = new Map(
      lines.filter(({ task_id }) => task_id !== null).map((line) => [line.task_id, line]),
    )
    const doubtful = Map.groupBy(
      lines.filter(({ task_id }) => task_id === null),
      ({ prompt }) => prompt,
    )
    const offenders: string[] = []
    let bill = 0n
    let charged = 0n
    let uncertain = 0n
    for (const task of tasks) {
      const billed = BigInt(task.charged_ticks)
      bill += billed
      const line = byTask.get(task.id)
      if (line !== undefined) {
        charged += BigInt(line.charged)
        if (line.charges > 0 && BigInt(line.charged) === billed) continue
        // Its failure did not say whether it was charged: all of it must be at risk.
        if (line.charges === 0 && BigInt(line.at_risk) >= billed) uncertain += billed
        else offenders.push(`${task.id}: billed ${billed}, charged ${line.charged}, at risk ${line.at_risk}`)
        continue
      }
      const atRisk = (doubtful.get(task.prompt) ?? []).reduce((sum, each) => sum + BigInt(each.at_risk), 0n)
      if (atRisk >= billed) uncertain += billed
      else offenders.push(`${task.id}: billed ${billed}, bound to nothing, at risk ${atRisk}`)
    }
    const billedTasks = new Set(tasks.map(({ id }) => id))
    const forNothing = lines.filter(
      ({ task_id, charges, charged: ticks }) =>
        (charges > 0 || ticks !== '0') && (task_id === null || !billedTasks.has(task_id)),
    )
    offenders.push(
      ...forNothing.map(({ id, charged: ticks }) => `${id}: charged ${ticks} for nothing that was made`),
    )
    const wrong = await miscounts(world)
    const figures = {
      billTicks: Number(bill),
      chargedTicks: Number(charged),
      billedAndAtRiskTicks: Number(uncertain),
      differenceTicks: Number(bill - charged - uncertain),
    }
    return verdictOf(figures, [...offenders, ...wrong])
  },
}

async function miscounts(world: OpenChaosWorld): Promise<string[]> {
  const rows = await world.postgres.execute<{ id: string; what: string }>(miscounted)
  return rows.map(({ id, what }) => `${id}: ${what}`)
}
