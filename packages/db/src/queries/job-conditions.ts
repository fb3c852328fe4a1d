import {
  isFinal,
  type JobState,
  type Operation,
  type OwnerId,
  type Ticks,
  type WaitingFor,
} from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import { firstJobIdAt } from '../ids.ts'
import type { Sql } from '../open-database.ts'
import type { Mark } from './mark-job.ts'
import { waitsFor } from './waits-for.ts'

/** Null: any. Lists: one of them. */
export type JobFilter = {
  readonly states: readonly JobState[] | null
  readonly reasons: readonly string[] | null
  /** Id or name. */
  readonly batch: string | null
  /** Id or name of the key that sent it. */
  readonly key: string | null
  readonly upstreams: readonly string[] | null
  readonly models: readonly string[] | null
  readonly operation: Operation | null
  readonly customId: string | null
  readonly taskId: string | null
  /** Words of the prompt; or exactly an id of the job, its task, its batch, a custom id or the name of a batch. */
  readonly text: string | null
  readonly from: Date | null
  readonly to: Date | null
  /** Of what was charged, both included; a job of which nothing is known to be charged is not meant. */
  readonly costMinTicks: Ticks | null
  readonly costMaxTicks: Ticks | null
  readonly overdue: boolean | null
  /** Whether the clip is other than asked for. */
  readonly mismatch: boolean | null
  /** As a job shows it, so also what it waits for together with others. */
  readonly waitingFor: readonly WaitingFor[] | null
  /** A group of failures: the jobs that stand failed with it now. */
  readonly fingerprint: string | null
  /** What a person makes of the clip; `none`: nobody has said. */
  readonly mark: Mark | 'none' | null
  readonly ids: readonly string[] | null
}

export const everyJob: JobFilter = {
  states: null,
  reasons: null,
  batch: null,
  key: null,
  upstreams: null,
  models: null,
  operation: null,
  customId: null,
  taskId: null,
  text: null,
  from: null,
  to: null,
  costMinTicks: null,
  costMaxTicks: null,
  overdue: null,
  mismatch: null,
  waitingFor: null,
  fingerprint: null,
  mark: null,
  ids: null,
}

/** Which of the owner's jobs are meant, as conditions on `j`. */
export function jobConditions(sql: Sql, ownerId: OwnerId, filter: JobFilter): PendingQuery<Row[]> {
  const conditions = [
    sql`j.owner_id = ${ownerId}`,
    filter.states && sql`j.state = any(${[...filter.states]}::text[])`,
    // Which they have anyway, and by which indexes of what has ended may be used.
    filter.states?.every(isFinal) && sql`j.finished_at is not null`,
    filter.reasons && sql`j.reason = any(${[...filter.reasons]}::text[])`,
    filter.batch && sql`j.batch_id = (${batchNamed(sql, ownerId, filter.batch)})`,
    filter.key && sql`j.key_id = any(array(${keysNamed(sql, ownerId, filter.key)}))`,
    filter.upstreams && sql`j.upstream = any(${[...filter.upstreams]}::text[])`,
    filter.models && sql`j.model = any(${[...filter.models]}::text[])`,
    filter.operation && sql`j.operation = ${filter.operation}`,
    filter.customId && sql`j.custom_id = ${filter.customId}`,
    filter.taskId && sql`j.id in (select job_id from submissions where task_id = ${filter.taskId})`,
    filter.text && sql`j.id in (${jobsSaying(sql, ownerId, filter.text)})`,
    filter.from &&
      sql`j.created_at >= ${filter.from} and j.id >= ${firstJobIdAt(moved(filter.from, -skewMs))}`,
    filter.to && sql`j.created_at < ${filter.to} and j.id < ${firstJobIdAt(moved(filter.to, skewMs))}`,
    filter.costMinTicks !== null && sql`j.charged_ticks >= ${filter.costMinTicks}`,
    filter.costMaxTicks !== null && sql`j.charged_ticks <= ${filter.costMaxTicks}`,
    filter.overdue !== null && (filter.overdue ? sql`j.overdue` : sql`not j.overdue`),
    filter.mismatch !== null && (filter.mismatch ? sql`j.mismatch <> '[]'` : sql`j.mismatch = '[]'`),
    filter.waitingFor && waitsForOneOf(sql, filter.waitingFor),
    filter.fingerprint &&
      sql`j.state = 'failed' and j.id in (
        select f.job_id from failures f
        where f.owner_id = ${ownerId} and f.fingerprint = ${filter.fingerprint}
          and f.followed_at is null)`,
    filter.mark && markIs(sql, ownerId, filter.mark),
    filter.ids && sql`j.id = any(${[...filter.ids]}::text[])`,
  ].filter(
    (condition) => condition !== null && condition !== undefined && condition !== false && condition !== '',
  )
  return conditions.reduce((all, condition) => sql`${all} and ${condition}`)
}

/**
 * Ids begin with the time at which they were made, by the clock of another machine. That lets a time be found by any
 * index that holds the newest first, within as much as such a clock may have gone wrong.
 */
const skewMs = 86_400_000

function moved(moment: Date, byMs: number): Date {
  return new Date(moment.getTime() + byMs)
}

/** By id also a key of another owner that acted for this one. Names are the owner's own, and several keys may share one. */
export function keysNamed(sql: Sql, ownerId: OwnerId, idOrName: string): PendingQuery<Row[]> {
  return sql`select k.id from api_keys k where k.id = ${idOrName} or (k.owner_id = ${ownerId} and k.name = ${idOrName})`
}

function markIs(sql: Sql, ownerId: OwnerId, mark: Mark | 'none'): PendingQuery<Row[]> {
  return mark === 'none'
    ? sql`not exists (select from job_marks m where m.job_id = j.id)`
    : sql`j.id in (select m.job_id from job_marks m where m.owner_id = ${ownerId} and m.mark = ${mark})`
}

/** The id of an owner's batch, by id or name. */
export function batchNamed(sql: Sql, ownerId: OwnerId, idOrName: string): PendingQuery<Row[]> {
  return sql`select id from batches where owner_id = ${ownerId} and (id = ${idOrName} or name = ${idOrName}) limit 1`
}

export const jobIdShape = /^job_[0-9a-z]{26}$/

/** The ids of jobs whose prompt has all these words, or that the text names exactly. */
function jobsSaying(sql: Sql, ownerId: OwnerId, text: string): PendingQuery<Row[]> {
  if (jobIdShape.test(text)) return sql`select ${text}::text`
  return sql`
    select job_id from job_words where words @@ plainto_tsquery('simple', ${text})
    union all select n.id from jobs n where n.owner_id = ${ownerId} and n.custom_id = ${text}
    union all select job_id from submissions where task_id = ${text}
    union all select n.id from jobs n where n.batch_id = (${batchNamed(sql, ownerId, text)})`
}

function waitsForOneOf(sql: Sql, reasons: readonly WaitingFor[]): PendingQuery<Row[]> {
  return sql`j.state in ('queued', 'archiving') and exists (
    select from (values (1)) one
    left join batches b on b.id = j.batch_id
    left join upstream_gates g on g.upstream = j.upstream
    where ${waitsFor(sql)} = any(${[...reasons]}::text[]))`
}
