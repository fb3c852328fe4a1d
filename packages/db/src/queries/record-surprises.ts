import type { JobId, Surprise } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type SurpriseCount = Surprise & {
  readonly upstream: string
  readonly count: number
  /** The first job whose reply held it. */
  readonly jobId: JobId
}

/** A vendor that makes up field names (ids as keys) must not fill the table. */
const namesPerUpstreamMax = 500

/** Adds to the counts of what vendors said and no dialect knows. Each upstream, kind and name at most once a call. */
export async function recordSurprises({ sql }: Database, surprises: readonly SurpriseCount[]): Promise<void> {
  if (surprises.length === 0) return
  const rows = JSON.stringify(
    surprises.map(({ upstream, kind, name, count, jobId }) => ({
      upstream,
      kind,
      name,
      count,
      job_id: jobId,
    })),
  )
  await sql`
    insert into dialect_surprises as d (upstream, kind, name, count, job_id)
    select s.upstream, s.kind, s.name, s.count, s.job_id
    from json_to_recordset(${rows}::text::json) as s (
      upstream text, kind text, name text, count bigint, job_id text)
    where exists (
        select from dialect_surprises k where (k.upstream, k.kind, k.name) = (s.upstream, s.kind, s.name))
      or (select count(*) from dialect_surprises k where k.upstream = s.upstream) < ${namesPerUpstreamMax}
    order by s.upstream, s.kind, s.name
    on conflict (upstream, kind, name) do update set count = d.count + excluded.count, last_at = now()`
}
