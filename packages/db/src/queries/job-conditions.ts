import type { JobState, OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'

export type JobFilter = {
  readonly states: readonly JobState[] | null
  readonly reason: string | null
  /** Id or name. */
  readonly batch: string | null
  /** Id or name of the key that sent it. */
  readonly key: string | null
  readonly upstream: string | null
  readonly model: string | null
  readonly customId: string | null
  readonly taskId: string | null
  /** Words of the prompt. */
  readonly words: string | null
  readonly from: Date | null
  readonly to: Date | null
  /** A group of failures: the jobs that stand failed with it now. */
  readonly fingerprint: string | null
  readonly ids: readonly string[] | null
}

/** Which of the owner's jobs are meant, as conditions on `j`. */
export function jobConditions(sql: Sql, ownerId: OwnerId, filter: JobFilter): PendingQuery<Row[]> {
  const conditions = [
    sql`j.owner_id = ${ownerId}`,
    filter.states && sql`j.state = any(${[...filter.states]}::text[])`,
    filter.reason && sql`j.reason = ${filter.reason}`,
    filter.batch && sql`j.batch_id = (${batchNamed(sql, ownerId, filter.batch)})`,
    filter.key && sql`j.key_id = any(array(${keysNamed(sql, ownerId, filter.key)}))`,
    filter.upstream && sql`j.upstream = ${filter.upstream}`,
    filter.model && sql`j.model = ${filter.model}`,
    filter.customId && sql`j.custom_id = ${filter.customId}`,
    filter.taskId && sql`j.id in (select job_id from submissions where task_id = ${filter.taskId})`,
    filter.words &&
      sql`j.id in (select job_id from job_words where words @@ plainto_tsquery('simple', ${filter.words}))`,
    filter.from && sql`j.created_at >= ${filter.from}`,
    filter.to && sql`j.created_at < ${filter.to}`,
    filter.fingerprint &&
      sql`j.state = 'failed' and j.id in (
        select f.job_id from failures f
        where f.owner_id = ${ownerId} and f.fingerprint = ${filter.fingerprint}
          and not exists (select from failures n where n.job_id = f.job_id and n.id > f.id))`,
    filter.ids && sql`j.id = any(${[...filter.ids]}::text[])`,
  ].filter((condition) => condition !== null && condition !== '')
  return conditions.reduce((all, condition) => sql`${all} and ${condition}`)
}

/** By id also a key of another owner that acted for this one. Names are the owner's own, and several keys may share one. */
function keysNamed(sql: Sql, ownerId: OwnerId, idOrName: string): PendingQuery<Row[]> {
  return sql`select k.id from api_keys k where k.id = ${idOrName} or (k.owner_id = ${ownerId} and k.name = ${idOrName})`
}

/** The id of an owner's batch, by id or name. */
export function batchNamed(sql: Sql, ownerId: OwnerId, idOrName: string): PendingQuery<Row[]> {
  return sql`select id from batches where owner_id = ${ownerId} and (id = ${idOrName} or name = ${idOrName}) limit 1`
}
