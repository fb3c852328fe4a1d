import type { OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import { firstJobIdAt, timeOfJobId } from '../../ids.ts'
import type { Sql } from '../../open-database.ts'
import { type JobFilter, jobConditions } from '../job-conditions.ts'
import type { Walk } from './walk-jobs.ts'

/** `job_` and five characters of time: the last of them is 2^25 milliseconds, nine hours. */
const prefixLength = 9
const prefixMs = 2 ** 25
/** How far a clock that made an id may have gone wrong. */
const skewMs = 86_400_000

/**
 * The ids of the newest jobs whose prompts have all words of a text, as `id`, at most `limit`: nine hours after nine hours,
 * by the index that holds both, and no further back than the page needs. The rows of a lateral join come in the order of
 * what they are joined to, so the limit keeps the newest.
 */
export function walkWords(
  sql: Sql,
  ownerId: OwnerId,
  filter: JobFilter,
  walk: Walk & { readonly text: string; readonly oldestId: string; readonly now: Date },
): PendingQuery<Row[]> {
  const prefixes = prefixesBack(walk.beforeId ?? firstJobIdAt(newestOf(filter, walk.now)), walk.oldestId)
  return sql`
    select found.id from unnest(${prefixes}::text[]) as prefix
    cross join lateral (
      select j.id
      from (
        -- By itself (offset 0), or a planner that sees the order outside walks all words there are for it.
        select w.job_id from job_words w
        where w.words @@ plainto_tsquery('simple', ${walk.text})
          and array[left(w.job_id, ${prefixLength}::integer)] @> array[prefix collate "C"]
          ${walk.beforeId === null ? sql`` : sql`and w.job_id < ${walk.beforeId}`}
        order by w.job_id desc offset 0
      ) worded
      join jobs j on j.id = worded.job_id
      where ${jobConditions(sql, ownerId, filter)}
      order by worded.job_id desc limit ${walk.limit}
    ) found
    limit ${walk.limit}`
}

function newestOf({ to }: JobFilter, now: Date): Date {
  return new Date((to ?? now).getTime() + skewMs)
}

/** The beginnings of all ids between two, the newest first. */
function prefixesBack(newestId: string, oldestId: string): string[] {
  const newest = Math.floor(timeOfJobId(newestId).getTime() / prefixMs)
  const oldest = Math.floor(timeOfJobId(oldestId).getTime() / prefixMs)
  return Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, back) =>
    firstJobIdAt(new Date((newest - back) * prefixMs)).slice(0, prefixLength),
  )
}
