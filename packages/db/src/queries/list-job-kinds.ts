import type { Operation, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobFilter, jobConditions } from './job-conditions.ts'

/** What decides whether a key may have such jobs sent. */
export type JobKind = {
  readonly upstream: string
  readonly model: string
  readonly operation: Operation
  readonly durationS: number | null
  /** None, one or several; which ones does not matter. */
  readonly imageUrls: readonly string[]
}

/** The kinds among the owner's jobs that a filter matches, each once. */
export async function listJobKinds(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
): Promise<JobKind[]> {
  return sql<JobKind[]>`
    select distinct j.upstream, j.model, j.operation, j.duration_s as "durationS",
      array_fill(''::text, array[least(cardinality(j.image_urls), 2)]) as "imageUrls"
    from jobs j where ${jobConditions(sql, ownerId, filter)}`
}
