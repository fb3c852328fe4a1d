// Who is alive: each worker process says so, and what it holds.
import type { JsonValue } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type Heartbeat = {
  readonly workerId: string
  readonly host: string
  readonly pid: number
  readonly version: string
  readonly state: 'running' | 'draining'
  /** Steps it is in the middle of. */
  readonly inHand: number
  readonly detail?: { readonly [name: string]: JsonValue }
}

export type WorkerRow = Heartbeat & { readonly startedAt: Date; readonly beatAt: Date }

/** Answers with the database's clock, by which the worker corrects its own. */
export async function saveHeartbeat({ sql }: Database, beat: Heartbeat): Promise<Date> {
  const [row] = await sql<[{ now: Date }]>`
    insert into worker_heartbeats as w (worker_id, host, pid, version, state, in_hand, detail)
    values (${beat.workerId}, ${beat.host}, ${beat.pid}, ${beat.version}, ${beat.state}, ${beat.inHand},
      ${JSON.stringify(beat.detail ?? {})}::text::jsonb)
    on conflict (worker_id) do update set state = excluded.state, in_hand = excluded.in_hand,
      detail = excluded.detail, beat_at = now()
    returning clock_timestamp() as now`
  return row.now
}

/** The last act of a clean shutdown; what the worker still held counts as abandoned at once. */
export async function removeHeartbeat({ sql }: Database, workerId: string): Promise<void> {
  await sql`delete from worker_heartbeats where worker_id = ${workerId}`
}

/** A supervisor starts a worker again sooner than this, and whoever died before has been counted. */
const missingForMax = '15 minutes'

/** Whether a worker that never said it leaves has been silent for `silentMs`, and not for longer than a quarter of an hour. */
export async function isWorkerMissing({ sql }: Database, silentMs: number): Promise<boolean> {
  const [row] = await sql<[{ missing: boolean }]>`
    select exists (
      select from worker_heartbeats
      where beat_at < now() - ${silentMs}::float8 * interval '1 millisecond'
        and beat_at > now() - ${missingForMax}::interval
    ) as missing`
  return row.missing
}

/** Newest heartbeat first. */
export async function listWorkers({ sql }: Database): Promise<WorkerRow[]> {
  return sql<WorkerRow[]>`
    select worker_id as "workerId", host, pid, version, state, in_hand as "inHand", detail,
      started_at as "startedAt", beat_at as "beatAt"
    from worker_heartbeats order by beat_at desc limit 1000`
}
