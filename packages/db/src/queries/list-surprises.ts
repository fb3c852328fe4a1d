import type { JobId, Surprise } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type SurpriseRecord = Surprise & {
  readonly upstream: string
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** The first job whose reply held it. */
  readonly jobId: JobId
}

const namesPerUpstreamMax = 100

/** What each upstream said that its dialect does not know, latest first; a hundred names of each at most. */
export async function listSurprises({ sql }: Database): Promise<SurpriseRecord[]> {
  return sql<SurpriseRecord[]>`
    select upstream, kind, name, count::float8 as count, first_at as "firstAt", last_at as "lastAt", job_id as "jobId"
    from (
      select *, row_number() over (partition by upstream order by last_at desc, kind, name) as place
      from dialect_surprises
    ) d
    where place <= ${namesPerUpstreamMax}
    order by upstream, place`
}
