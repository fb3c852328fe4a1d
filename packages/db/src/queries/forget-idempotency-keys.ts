import type { Database } from '../open-database.ts'

/** Drops idempotency keys that are past their day. Answers how many; as many as `limit` may leave more. */
export async function forgetIdempotencyKeys(
  { sql }: Database,
  { limit }: { readonly limit: number },
): Promise<number> {
  const dropped = await sql`
    delete from idempotency_keys where ctid = any(array(
      select ctid from idempotency_keys where expires_at < now() order by expires_at limit ${limit}
      for update skip locked))`
  return dropped.count
}
