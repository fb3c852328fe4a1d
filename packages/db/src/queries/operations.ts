// Long work that callers start and look after: one row each, moved by the process that does it.
import type { JsonValue, OwnerId, Ticks } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../open-database.ts'
import type { DoctorCheck } from './doctor/doctor-orders.ts'

export type OperationProblem = { readonly where: string; readonly message: string }

export type OperationProgress = {
  readonly matched: number
  readonly done: number
  readonly skipped: number
  readonly problemCount: number
  /** At most the first thousand. */
  readonly problems: readonly OperationProblem[]
}

/** What jobs were quoted at that are all of simulated upstreams, or all of real ones. */
export type QuotedPart = {
  readonly simulated: boolean
  readonly jobs: number
  /** Decimal text; null: a price is unknown. */
  readonly ticks: string | null
}

export type OperationRecord = OperationProgress & {
  readonly id: string
  readonly action: string
  readonly filter: { readonly [key: string]: JsonValue }
  readonly state: 'running' | 'finished' | 'failed' | 'canceled'
  /** Who ordered it. */
  readonly keyId: string
  readonly refused: number
  /** What a bulk action was quoted at; null: not of that kind, or a price is unknown. */
  readonly quotedTicks: Ticks | null
  readonly quotedParts: readonly QuotedPart[]
  /** Only a doctor has any. */
  readonly checks: readonly DoctorCheck[]
  readonly createdAt: Date
  readonly movedAt: Date
  readonly finishedAt: Date | null
}

export type NewOperation = {
  readonly id: string
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly action: string
  readonly filter: { readonly [key: string]: JsonValue }
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
}

/**
 * Begins an operation of which only one may run, with its audit entry. Answers the one that runs already, and has moved
 * within `aliveMs`, instead.
 */
export async function beginOperation(
  { sql }: Database,
  wanted: NewOperation,
  aliveMs: number,
): Promise<{ readonly id: string; readonly begun: boolean }> {
  const [row] = await sql<[{ id: string; begun: boolean }]>`
    with alone as (select pg_advisory_xact_lock(hashtext(${`operation ${wanted.action}`}))),
    running as (
      select o.id from alone, operations o where o.action = ${wanted.action} and o.state = 'running'
        and o.moved_at > now() - ${aliveMs}::float8 * interval '1 millisecond'
      order by o.id limit 1
    ),
    begun as (
      insert into operations (id, owner_id, key_id, action, filter)
      select ${wanted.id}, ${wanted.ownerId}, ${wanted.keyId}, ${wanted.action},
        ${JSON.stringify(wanted.filter)}::text::jsonb
      where not exists (select from running) returning id
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, detail, request_id, ip)
      select ${wanted.ownerId}, ${wanted.keyId}, ${`${wanted.action}-begun`}, id,
        ${JSON.stringify(wanted.filter)}::text::jsonb, ${wanted.requestId}, ${wanted.ip ?? null} from begun
    )
    select id, true as begun from begun union all select id, false from running limit 1`
  return row
}

export async function moveOperation(
  { sql }: Database,
  id: string,
  progress: OperationProgress,
  state: 'running' | 'finished' | 'failed' = 'running',
): Promise<void> {
  await sql`
    update operations set matched = ${progress.matched}, done = ${progress.done}, skipped = ${progress.skipped},
      problem_count = ${progress.problemCount}, problems = ${JSON.stringify(progress.problems)}::text::jsonb,
      moved_at = now(), state = ${state}, finished_at = case when ${state !== 'running'} then now() end
    where id = ${id} and state = 'running'`
}

export async function readOperation(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
): Promise<OperationRecord | null> {
  const [row] = await sql<OperationRecord[]>`
    select ${operationColumns(sql)}, problems, checks from operations where id = ${id} and owner_id = ${ownerId}`
  return row ?? null
}

/** The columns of `OperationRecord` but problems and checks, which may be long, from `operations`. */
export function operationColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`
    id, key_id as "keyId", action, filter, state, matched, done, refused, quoted_ticks as "quotedTicks",
    quoted_parts as "quotedParts", skipped, problem_count as "problemCount", created_at as "createdAt", moved_at as "movedAt", finished_at as "finishedAt"`
}
