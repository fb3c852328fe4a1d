import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** Keeps the words of a reply whose key is already claimed, so that a repeated request gets the same ones. */
export async function keepBatchReply(
  { sql }: Database,
  { ownerId, key, hash }: { readonly ownerId: OwnerId; readonly key: string; readonly hash: string },
  /** JSON text. */
  body: string,
): Promise<void> {
  await sql`
    update idempotency_keys set body = ${body}::text::jsonb
    where owner_id = ${ownerId} and key = ${key} and request_hash = ${hash} and body is null`
}
