import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** Jobs of one upstream, whoever owns them, whose link may not be fetched until a person allows it; first what dies first. */
export async function listRefusedLinks(
  { sql }: Database,
  upstream: string,
  { limit }: { readonly limit: number },
): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select id from jobs
    where state = 'archiving' and upstream = ${upstream} and waiting_for = 'link_refused'
    order by source_expires_at, id limit ${limit}`
  return rows.map((row) => row.id)
}
