import type { JobState, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type LatencyCounts,
  type LatencyName,
  type Percentiles,
  percentilesOf,
} from './stats/latency-bins.ts'
import { listSteps } from './stats/list-steps.ts'
import { minutesWindowMsMax, readMinutes } from './stats/read-minutes.ts'
import { readParts, readPast } from './stats/read-parts.ts'
import { jobParts } from './stats/stat-parts.ts'

export type Stats = {
  /** Jobs by state, now. */
  readonly jobs: Readonly<Partial<Record<JobState, number>>>
  /** Within the window. */
  readonly created: number
  readonly archived: number
  readonly failed: number
  /** How much of the window clips were being made in; null: it is too long to say. */
  readonly busyMs: number | null
  readonly bytes: bigint
  readonly pollsPerClip: number | null
  readonly latencyOf: (name: LatencyName) => Percentiles
  /** How long the oldest overdue wake is past its time; null: nothing is late. */
  readonly latenessMsMax: number | null
  readonly clipsDamaged: number
}

export type StatsWish = {
  readonly ownerId: OwnerId
  /** The window. */
  readonly from: Date
  readonly to: Date
  /** Where a day begins. */
  readonly timeZone: string
}

/** How it goes: counts now, and pace and latencies within the window. */
export async function readStats(db: Database, wish: StatsWish): Promise<Stats> {
  const { sql } = db
  const isShort = wish.to.getTime() - wish.from.getTime() <= minutesWindowMsMax
  const [jobs, window, [late], [damaged]] = await Promise.all([
    countStates(db, wish),
    isShort ? readShortWindow(db, wish) : readLongWindow(db, wish),
    sql<[{ lateness_ms: number | null }]>`
      select extract(epoch from max(now() - due_at))::float8 * 1000 as lateness_ms from jobs
      where owner_id = ${wish.ownerId} and state in ('submitting', 'rendering', 'archiving') and due_at < now()`,
    sql<[{ count: number }]>`
      select count(*)::integer as count from clips c join jobs j on j.id = c.job_id
      where c.damage is not null and j.owner_id = ${wish.ownerId}`,
  ])
  return { ...window, jobs, latenessMsMax: late.lateness_ms, clipsDamaged: damaged.count }
}

/** What is on its way is counted by jobs_newest_by_state; what ended, which is nearly all, by the sums of the past. */
async function countStates(db: Database, { ownerId, timeZone }: StatsWish): Promise<Stats['jobs']> {
  const { sql } = db
  const past = await readPast(db, timeZone)
  const rows = await sql<{ state: JobState; count: number }[]>`
    with ended as (
      select sum(archived)::integer as archived, sum(failed)::integer as failed, sum(canceled)::integer as canceled
      from (${jobParts(sql, { ownerId, upstream: null, model: null }, past)}) p
    )
    select state, count(*)::integer as count from jobs
    where owner_id = ${ownerId} and state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'archiving') group by state
    union all
    select e.state, e.count from ended cross join lateral (values
      ('archived', archived), ('failed', failed), ('canceled', canceled)) as e (state, count) where e.count > 0`
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}

type Window = Omit<Stats, 'jobs' | 'latenessMsMax' | 'clipsDamaged'>

async function readShortWindow(db: Database, wish: StatsWish): Promise<Window> {
  const { figures, busyMs } = await readMinutes(db, wish)
  const counts = new Map<number, number>()
  for (const { latencies } of figures) {
    for (const [code, count] of latencies) counts.set(code, (counts.get(code) ?? 0) + count)
  }
  const sum = (of: 'created' | 'archived' | 'failed' | 'polls') =>
    figures.reduce((total, minute) => total + minute[of], 0)
  return {
    created: sum('created'),
    archived: sum('archived'),
    failed: sum('failed'),
    bytes: figures.reduce((total, { bytes }) => total + bytes, 0n),
    ...told(sum('archived'), sum('polls'), counts),
    busyMs,
  }
}

type WindowRow = {
  readonly created: number
  readonly archived: number
  readonly failed: number
  readonly bytes: string
  readonly polls: string
  readonly codes: number[] | null
  readonly counts: number[] | null
}

/** From here on a window is told faster from six hours than from quarter hours. */
const longFromMs = 2 * 86_400_000

async function readLongWindow(db: Database, { ownerId, from, to, timeZone }: StatsWish): Promise<Window> {
  const { sql } = db
  const isLong = to.getTime() - from.getTime() > longFromMs
  const sixHourEdges = isLong ? await listSteps(db, { from, to, step: '6h', timeZone }) : []
  const parts = await readParts(db, { from, to, timeZone, sixHourEdges })
  const [row] = await sql<[WindowRow]>`
    with parts as materialized (${jobParts(sql, { ownerId, upstream: null, model: null }, parts)}),
    spread as (
      select code, sum(n)::integer as n from parts cross join unnest(codes, counts) as c (code, n) group by code
    )
    select coalesce(sum(created), 0)::integer as created, coalesce(sum(archived), 0)::integer as archived,
      coalesce(sum(failed), 0)::integer as failed, coalesce(sum(bytes), 0)::text as bytes,
      coalesce(sum(polls), 0)::text as polls,
      (select array_agg(code) from spread) as codes, (select array_agg(n) from spread) as counts
    from parts`
  const counts = new Map(row.codes?.map((code, place) => [code, row.counts?.[place] ?? 0]))
  return {
    created: row.created,
    archived: row.archived,
    failed: row.failed,
    bytes: BigInt(row.bytes),
    ...told(row.archived, Number(row.polls), counts),
    busyMs: null,
  }
}

function told(
  archived: number,
  polls: number,
  counts: LatencyCounts,
): Pick<Window, 'pollsPerClip' | 'latencyOf'> {
  return {
    pollsPerClip: archived === 0 ? null : polls / archived,
    latencyOf: (name) => percentilesOf(name, counts),
  }
}
