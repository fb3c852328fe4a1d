import type { ChargeHistory, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** What clips of one model were charged lately, by what they were quoted at, newest first in the count. */
export type ModelCharges = ChargeHistory & {
  readonly upstream: string
  readonly model: string
  readonly quotedTicks: Ticks | null
}

export type ModelPlace = { readonly upstream: string; readonly model: string }

const chargesRead = 50
/** A price that none of so many clips had is no habit of the model any more. */
const clipsLookedAt = 1_000

/** The last fifty metered charges of each price of these models, of clips that took one submission. Reads jobs_metered. */
export async function readModelCharges(
  { sql }: Database,
  places: readonly ModelPlace[],
): Promise<ModelCharges[]> {
  return sql<ModelCharges[]>`
    select p.upstream, p.model, c.quoted_ticks as "quotedTicks", count(*)::integer as charges,
      min(c.charged_ticks) as "lowTicks", max(c.charged_ticks) as "highTicks",
      percentile_disc(0.5) within group (order by c.charged_ticks) as "medianTicks"
    from unnest(${places.map(({ upstream }) => upstream)}::text[], ${places.map(({ model }) => model)}::text[]) as p (upstream, model)
    cross join lateral (
      select l.*, row_number() over (partition by l.quoted_ticks order by l.id desc) as place from (
        select j.id, j.quoted_ticks, j.charged_ticks, j.submissions, j.state from jobs j
        where j.upstream = p.upstream and j.model = p.model and j.cost_source = 'metered'
        order by j.id desc limit ${clipsLookedAt}
      ) l where l.submissions = 1 and l.state in ('archiving', 'archived') and l.charged_ticks is not null
    ) c
    where c.place <= ${chargesRead}
    group by p.upstream, p.model, c.quoted_ticks`
}

export type RenderTimes = ModelPlace & {
  readonly renders: number
  readonly lowMs: number
  readonly usualMs: number
}

/** How long the last fifty renders of these models took: the quickest tenth, and the usual. Reads jobs_rendered. */
export async function readRenderTimes(
  { sql }: Database,
  places: readonly ModelPlace[],
): Promise<RenderTimes[]> {
  return sql<RenderTimes[]>`
    select p.upstream, p.model, count(*)::integer as renders,
      percentile_cont(0.1) within group (order by r.ms)::float8 as "lowMs",
      percentile_cont(0.5) within group (order by r.ms)::float8 as "usualMs"
    from unnest(${places.map(({ upstream }) => upstream)}::text[], ${places.map(({ model }) => model)}::text[]) as p (upstream, model)
    cross join lateral (
      select extract(epoch from j.rendered_at - j.submitted_at) * 1000 as ms from jobs j
      where j.upstream = p.upstream and j.model = p.model and j.rendered_at is not null and j.submitted_at is not null
      order by j.id desc limit ${chargesRead}
    ) r
    group by p.upstream, p.model`
}

export type UpstreamRoom = {
  readonly upstream: string
  /** Null: it creates nothing now. */
  readonly slots: number | null
  readonly createsPerMinute: number
  /** Queued or under way there, whoever's. */
  readonly ahead: number
}

/** What stands before new rows at these upstreams. */
export async function readUpstreamRoom(
  { sql }: Database,
  upstreams: readonly string[],
): Promise<UpstreamRoom[]> {
  return sql<UpstreamRoom[]>`
    select g.upstream,
      case when g.paused or g.closed_reason is not null then null
        else coalesce(g.max_in_flight, g.configured_max_in_flight) end as slots,
      coalesce(g.requests_per_minute * g.configured_speed, g.configured_requests_per_minute)::float8 as "createsPerMinute",
      (select count(*) from jobs j where j.upstream = g.upstream
        and j.state in ('queued', 'submitting', 'rendering'))::integer as ahead
    from upstream_gates g where g.upstream = any(${[...upstreams]}::text[])`
}
