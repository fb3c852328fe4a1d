import type { Database } from '../open-database.ts'

/**
 * Whether no other live worker is older: the one that does what needs doing once. For moments two may think so, or none,
 * which whatever hangs on it must bear.
 */
export async function isEldestWorker(
  { sql }: Database,
  { workerId, deadAfterMs }: { readonly workerId: string; readonly deadAfterMs: number },
): Promise<boolean> {
  const [row] = await sql<{ eldest: string }[]>`
    select worker_id as eldest from worker_heartbeats
    where state = 'running' and beat_at > now() - ${deadAfterMs}::float8 * interval '1 millisecond'
    order by started_at, worker_id limit 1`
  return row === undefined || row.eldest === workerId
}
