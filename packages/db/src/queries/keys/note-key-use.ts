import type { Database } from '../../open-database.ts'

/** A sample: of many processes that saw the key within the minute, one writes. */
export async function noteKeyUse({ sql }: Database, id: string): Promise<void> {
  await sql`
    update api_keys set last_used_at = now()
    where id = ${id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`
}
