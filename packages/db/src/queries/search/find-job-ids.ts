import { isFinal, type JobState, jobStates, type OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../../open-database.ts'
import { databaseNow } from '../database-now.ts'
import type { JobFilter } from '../job-conditions.ts'
import { findText } from './find-text.ts'
import { isCostRare, walkCosts } from './walk-costs.ts'
import { type Walk, walkJobs } from './walk-jobs.ts'
import { walkWords } from './walk-words.ts'

/** Up to so many jobs that everything but the words chooses are looked through one by one for the words. */
const lookedThroughMax = 20_000

/** A query that is not asked yet: by itself it would be asked as soon as it is awaited. */
type Unasked = { readonly ids: PendingQuery<Row[]> }

/** The ids of the newest jobs that a filter matches, as `id`, at most `limit`, in no order. */
export async function findJobIds(
  db: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  walk: Walk,
): Promise<Unasked> {
  const { searchSql: sql } = db
  const { text } = filter
  if (text === null) {
    if (!(await isCostRare(sql, ownerId, filter))) return { ids: walkJobs(sql, ownerId, filter, walk) }
    const open = walkJobs(sql, ownerId, { ...filter, states: openOf(filter) }, walk)
    return { ids: sql`(${walkCosts(sql, ownerId, filter, walk)}) union all (${open})` }
  }
  const others = { ...filter, text: null }
  const { ids, batchId, isCommon } = await findText(sql, ownerId, text)
  const parts = [
    sql`(${walkJobs(sql, ownerId, others, { ...walk, and: sql`and j.id = any(${[...ids]}::text[])` })})`,
    ...(batchId === null ? [] : [sql`(${walkBatch(sql, ownerId, others, { ...walk, batchId })})`]),
    ...(isCommon ? [sql`(${(await walkCommon(db, ownerId, { ...others, text }, walk)).ids})`] : []),
  ]
  const all = parts.reduce((union, part) => sql`${union} union ${part}`)
  return { ids: sql`select id from (${all}) found order by id desc limit ${walk.limit}` }
}

/** What is on its way, as far as the filter means it. */
function openOf({ states }: JobFilter): JobState[] {
  return (states ?? jobStates).filter((state) => !isFinal(state))
}

/** The batch that is named, besides one that the filter may name. */
function walkBatch(sql: Sql, ownerId: OwnerId, filter: JobFilter, walk: Walk & { readonly batchId: string }) {
  const { batchId } = walk
  return filter.batch === null
    ? walkJobs(sql, ownerId, { ...filter, batch: batchId }, walk)
    : walkJobs(sql, ownerId, filter, { ...walk, and: sql`and j.batch_id = ${batchId}` })
}

async function walkCommon(
  db: Database,
  ownerId: OwnerId,
  { text, ...rest }: JobFilter & { readonly text: string },
  walk: Walk,
): Promise<Unasked> {
  const { searchSql: sql } = db
  const others = { ...rest, text: null }
  if (await isFew(db, ownerId, others)) {
    const hasWords = sql`and exists (
      select from job_words w where w.job_id = j.id and w.words @@ plainto_tsquery('simple', ${text}))`
    return { ids: walkJobs(sql, ownerId, others, { ...walk, and: hasWords }) }
  }
  const [oldest] = await sql<{ id: string }[]>`
    select id from jobs where owner_id = ${ownerId} order by id limit 1`
  const now = await databaseNow(db)
  return { ids: walkWords(sql, ownerId, others, { ...walk, text, now, oldestId: oldest?.id ?? '' }) }
}

/** Whether everything but the words leaves few jobs. */
async function isFew({ searchSql: sql }: Database, ownerId: OwnerId, filter: JobFilter): Promise<boolean> {
  const unbounded = { ...filter, from: null, to: null }
  if (Object.values(unbounded).every((value) => value === null)) return false
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count from (
      select id from (${walkJobs(sql, ownerId, filter, { beforeId: null, limit: lookedThroughMax + 1 })}) few
      limit ${lookedThroughMax + 1}) counted`
  return row.count <= lookedThroughMax
}
