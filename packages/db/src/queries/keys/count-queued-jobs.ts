import type { Database } from '../../open-database.ts'

/** How many jobs of a key wait to be sent, whoever's they are. Reads jobs_of_key. */
export async function countQueuedJobs({ sql }: Database, keyId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from jobs where key_id = ${keyId} and state = 'queued'`
  return row?.count ?? 0
}
