import type { Database } from '../open-database.ts'

/** Whether the server takes writes from us: a replica, or one that was set to read-only, answers and takes none. */
export async function readWritability({ sql }: Database): Promise<'writable' | 'read-only'> {
  const [row] = await sql<[{ read_only: boolean }]>`
    select current_setting('transaction_read_only') = 'on' as read_only`
  return row.read_only ? 'read-only' : 'writable'
}
