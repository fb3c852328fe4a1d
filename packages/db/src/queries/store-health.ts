// Whether clips can be kept: one row that every worker writes to and that admission reads (docs/decisions/0017).
import type { Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type StoreHealth = {
  /** The first failure with no clip kept and no good probe since; null: it is well. */
  readonly failingSince: Date | null
  readonly failedAt: Date | null
  readonly lastFailure: string | null
  /** Null, as the next two: admission is open. */
  readonly closedAt: Date | null
  readonly closedKind: 'failing' | 'at_risk' | null
  readonly closedReason: string | null
  readonly keptAt: Date | null
}

export type StoreLimits = {
  /** With so long a row of failures and no clip kept, nothing more is admitted; in milliseconds. */
  readonly unwellAfterMs: number
  /** Nor while clips for more money than this wait to be kept. */
  readonly atRiskMaxTicks: Ticks
  /** Nor while more clips than this wait whose price is not known. */
  readonly atRiskMaxClips: number
}

const failureLengthMax = 500

export async function readStoreHealth({ sql }: Database): Promise<StoreHealth> {
  const [row] = await sql<[StoreHealth]>`
    select failing_since as "failingSince", failed_at as "failedAt", last_failure as "lastFailure",
      closed_at as "closedAt", closed_kind as "closedKind", closed_reason as "closedReason", kept_at as "keptAt"
    from store_health`
  return row
}

/** `message` must hold no link and no key. */
export async function noteStoreFailure({ sql }: Database, message: string): Promise<void> {
  await sql`
    update store_health set failing_since = coalesce(failing_since, now()), failed_at = now(),
      last_failure = ${message.slice(0, failureLengthMax)}
    where failing_since is null or failed_at < now() - interval '1 second'`
}

/** A clip was kept, or a probe written: the store is well, and what was closed because of it opens. */
export async function noteStoreWell({ sql }: Database, proof: 'clip' | 'probe'): Promise<void> {
  await sql`
    update store_health set failing_since = null,
      kept_at = case when ${proof} = 'clip' then now() else kept_at end,
      closed_at = case when closed_kind <> 'failing' then closed_at end,
      closed_reason = case when closed_kind <> 'failing' then closed_reason end,
      closed_kind = nullif(closed_kind, 'failing')
    where failing_since is not null or closed_kind = 'failing'
      or (${proof} = 'clip' and (kept_at is null or kept_at < now() - interval '1 minute'))`
}

/** Whether it is our turn to probe a store that is in doubt: of all workers, one in so many milliseconds. */
export async function claimStoreProbe({ sql }: Database, everyMs: number): Promise<boolean> {
  const rows = await sql`
    update store_health set probed_at = clock_timestamp()
    where failing_since is not null
      and (probed_at is null or probed_at < clock_timestamp() - ${everyMs}::float8 * interval '1 millisecond')
    returning 1`
  return rows.length > 0
}

/**
 * Closes admission, or opens it, by how the store is and by what waits to be kept. A clip counts from a minute after its
 * render was done: a healthy rush is no risk. Answers with the news; null: all is as it was. Reads jobs_by_link_death.
 */
export async function judgeStore({ sql }: Database, limits: StoreLimits): Promise<StoreHealth | null> {
  const [news] = await sql<StoreHealth[]>`
    with risk as materialized (
      select count(*) as clips, coalesce(sum(coalesce(charged_ticks, quoted_ticks)), 0) as ticks,
        count(*) filter (where charged_ticks is null and quoted_ticks is null) as unpriced
      from jobs where state = 'archiving' and rendered_at < now() - interval '1 minute'
    ),
    verdict as materialized (
      select h.closed_kind as was,
        case
          when h.failing_since <= now() - ${limits.unwellAfterMs}::float8 * interval '1 millisecond' then 'failing'
          when r.ticks > ${limits.atRiskMaxTicks}::text::numeric or r.unpriced > ${limits.atRiskMaxClips}::int
            then 'at_risk'
        end as kind,
        format('%s clips that were paid for are not kept yet: %s USD, and %s without a known price', r.clips,
          trim_scale(round(r.ticks / 10000000000, 2)), r.unpriced) as at_risk
      from store_health h, risk r
    )
    update store_health h set
      closed_kind = v.kind,
      closed_at = case when v.kind is not null then coalesce(h.closed_at, now()) end,
      closed_reason = case v.kind when 'at_risk' then v.at_risk
        when 'failing' then 'the store has taken no clip since ' ||
          to_char(h.failing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ': ' || h.last_failure end
    from verdict v
    where v.kind is distinct from v.was and h.closed_kind is not distinct from v.was
    returning h.failing_since as "failingSince", h.failed_at as "failedAt", h.last_failure as "lastFailure",
      h.closed_at as "closedAt", h.closed_kind as "closedKind", h.closed_reason as "closedReason",
      h.kept_at as "keptAt"`
  return news ?? null
}
