import type { Commitment, JobId, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { capsOf } from './waits-for.ts'

/** What else stands around a job that says why it waits; what the job's own record does not have. */
export type ExplainRow = {
  readonly caps: readonly {
    readonly kind: 'batch' | 'key' | 'day'
    readonly capTicks: Ticks
    readonly leftTicks: Ticks
    readonly taken: Commitment
    /** When the day turns; null: not of a day. */
    readonly endsAt: Date | null
  }[]
  readonly key: {
    readonly id: string
    /** Null: it has no such limit. */
    readonly maxInFlight: number | null
    readonly inFlight: number
  }
  /** What admission would reserve; null: it has no price and no maximum. */
  readonly reserveTicks: Ticks | null
  /** Of the same upstream, queued and due before it, by priority and age. */
  readonly ahead: number
  /** The job that stands for its row now, if it is another one. */
  readonly replacedBy: JobId | null
}

/** Null: the owner has no such job. */
export async function readExplainFacts(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
): Promise<ExplainRow | null> {
  const [row] = await sql<
    {
      key_id: string
      max_in_flight: number | null
      in_flight: number
      reserve_ticks: bigint | null
      ahead: number
      replaced_by: JobId | null
      caps: {
        kind: 'batch' | 'key' | 'day'
        cap: string
        left: string
        charged: string
        reserved: string
        possible: string
        ends_at: string | null
      }[]
    }[]
  >`
    select j.key_id, k.max_in_flight, coalesce(j.quoted_ticks, j.max_price_ticks) as reserve_ticks,
      case when k.max_in_flight is null then 0 else (
        select count(*)::integer from jobs f
        where f.key_id = k.id and f.holds_slot and f.state in ('submitting', 'rendering', 'archiving')) end as in_flight,
      case when j.state <> 'queued' then 0 else (
        select count(*)::integer from (
          select from jobs q
          where q.upstream = j.upstream and q.state = 'queued' and q.due_at <= now()
            and (q.priority > j.priority or (q.priority = j.priority and q.id < j.id))
          limit 100000) before) end as ahead,
      (select n.id from jobs n
        where n.batch_id = j.batch_id and n.row_key = j.row_key and n.is_current and n.id <> j.id
        order by n.id desc limit 1) as replaced_by,
      (select coalesce(json_agg(json_build_object('kind', a.kind, 'cap', a.cap_ticks::text,
          'charged', a.charged_ticks::text, 'reserved', a.reserved_ticks::text, 'possible', a.contingent_ticks::text,
          'ends_at', a.day_ends_at,
          'left', (a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks)::text)), '[]')
        from accounts a where a.cap_ticks is not null and ${capsOf(sql)}) as caps
    from jobs j join api_keys k on k.id = j.key_id
    where j.id = ${id} and j.owner_id = ${ownerId}`
  if (row === undefined) return null
  return {
    caps: row.caps.map(({ kind, cap, left, charged, reserved, possible, ends_at: endsAt }) => ({
      kind,
      capTicks: BigInt(cap),
      leftTicks: BigInt(left),
      taken: {
        chargedTicks: BigInt(charged),
        toComeTicks: BigInt(reserved),
        possibleTicks: BigInt(possible),
      },
      endsAt: endsAt === null ? null : new Date(endsAt),
    })),
    key: { id: row.key_id, maxInFlight: row.max_in_flight, inFlight: row.in_flight },
    reserveTicks: row.reserve_ticks,
    ahead: row.ahead,
    replacedBy: row.replaced_by,
  }
}
