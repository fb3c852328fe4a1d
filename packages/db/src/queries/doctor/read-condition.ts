import type { CredentialId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'

/** How the installation does as a whole, whoever's jobs. Ages are in seconds, by the database's clock. */
export type Condition = {
  /** The oldest step that is due and not done; 0: nothing is late. */
  readonly lateS: number
  /** Rows whose step has been due for longer than `stuckAfterS`. */
  readonly stuck: number
  /** One of them, for looking at; null: none. */
  readonly stuckJob: string | null
  readonly unconfirmed: number
  /** What they may have cost, as far as it is known; null: nothing is known of any. */
  readonly unconfirmedTicks: Ticks | null
  /** Rendered clips that are not ours yet and whose link gave its first alarm. */
  readonly atRisk: number
  /** Until the first such link dies; null: none is at risk, or it gives no time. */
  readonly soonestLinkS: number | null
  readonly damaged: number
}

/** Nothing waits this long for a step of its own: lanes, the sweep and the direct loop have all missed it. */
const stuckAfterS = 600

export async function readCondition({ sql }: Database): Promise<Condition> {
  const [row] = await sql<
    [
      {
        late_s: number | null
        stuck: number
        stuck_job: string | null
        unconfirmed: number
        unconfirmed_ticks: string | null
        at_risk: number
        soonest_link_s: number | null
        damaged: number
      },
    ]
  >`
    select extract(epoch from max(now() - due_at) filter (where moving))::float8 as late_s,
      count(*) filter (where moving and due_at < now() - ${stuckAfterS} * interval '1 second')::integer as stuck,
      min(id) filter (where moving and due_at < now() - ${stuckAfterS} * interval '1 second') as stuck_job,
      count(*) filter (where state = 'unconfirmed')::integer as unconfirmed,
      sum(contingent_ticks) filter (where state = 'unconfirmed')::text as unconfirmed_ticks,
      count(*) filter (where state = 'archiving' and link_alarms > 0 and submissions > 0)::integer as at_risk,
      extract(epoch from min(source_expires_at) filter (where state = 'archiving' and link_alarms > 0) - now())::float8
        as soonest_link_s,
      (select count(*)::integer from clips where damage is not null) as damaged
    from (
      select *, state in ('submitting', 'rendering', 'archiving') as moving from jobs
      where state in ('submitting', 'rendering', 'archiving', 'unconfirmed')
    ) j`
  return {
    lateS: Math.max(0, row.late_s ?? 0),
    stuck: row.stuck,
    stuckJob: row.stuck_job,
    unconfirmed: row.unconfirmed,
    unconfirmedTicks: row.unconfirmed_ticks === null ? null : BigInt(row.unconfirmed_ticks),
    atRisk: row.at_risk,
    soonestLinkS: row.soonest_link_s,
    damaged: row.damaged,
  }
}

export type LiveTasks = {
  readonly upstream: string
  /** Which key made them; null: sent before it was kept. */
  readonly credentialId: CredentialId | null
  readonly count: number
}

/** Tasks that still have to be asked about, by the key that made them: a key must not be removed before they end. */
export async function listLiveTasks({ sql }: Database): Promise<LiveTasks[]> {
  return sql<LiveTasks[]>`
    select s.upstream, s.credential_id as "credentialId", count(*)::integer as count
    from jobs j join submissions s on s.job_id = j.id and s.number = j.submissions
    where j.state in ('unconfirmed', 'rendering', 'archiving') and s.status in ('sending', 'accepted', 'unknown')
    group by 1, 2 order by 1, 2 limit 1000`
}

/** The server's own number of its version, such as 180000. */
export async function readServerVersion({ sql }: Database): Promise<number> {
  const [row] = await sql<[{ version: number }]>`
    select current_setting('server_version_num')::integer as version`
  return row.version
}
