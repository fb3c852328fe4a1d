import type { Database } from '../open-database.ts'

/** How many jobs of a batch the audit says that one order has sent again. Walks audit_entries_target. */
export async function countAuditedRetries(
  { sql }: Database,
  { batchId, order }: { readonly batchId: string; readonly order: string },
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select coalesce(sum((detail ->> 'retried')::integer), 0)::integer as count from audit_entries
    where target = ${batchId} and action = 'batch-retried' and detail ->> 'operation' = ${order}`
  return row.count
}
