import type { JobId, JsonValue } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type LastEvent = {
  /** How long ago, by the database's clock. */
  readonly ageMs: number
  readonly detail: { readonly [key: string]: JsonValue }
}

/** The latest event of a kind in a job's history. Null: there is none. */
export async function readLastEvent({ sql }: Database, id: JobId, kind: string): Promise<LastEvent | null> {
  const [row] = await sql<LastEvent[]>`
    select (extract(epoch from now() - e.at) * 1000)::float8 as "ageMs", e.detail
    from jobs j join job_events e on e.job_created_on = j.created_on and e.job_id = j.id
    where j.id = ${id} and e.kind = ${kind} order by e.seq desc limit 1`
  return row ?? null
}
