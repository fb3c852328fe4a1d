import { manifestKeyFor } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { rebuildOpen } from './rebuild-open.ts'

export type BatchToRecord = {
  readonly id: string
  readonly revision: number
  /** Exactly as the row has it: it says which state of the batch a manifest shows. */
  readonly updatedAt: string
  /** Where its manifest goes. */
  readonly key: string
  /** JSON: the first line. */
  readonly document: string
}

/** How often a moving batch is written anew, in seconds: a second for every hundred rows, within these. */
export type ManifestPace = { readonly minS: number; readonly maxS: number }

/**
 * Batches whose manifest does not show them: those that were never written, took rows in, or came to rest at once, others
 * when their time has come. None while a rebuild is open: it may not have read the manifest of what it has put back.
 * Walks batches_to_record.
 */
export async function listBatchesToRecord(
  { sql }: Database,
  { limit, pace }: { readonly limit: number; readonly pace: ManifestPace },
): Promise<BatchToRecord[]> {
  const rows = await sql<
    {
      id: string
      name: string
      owner_name: string
      revision: number
      updated_at: string
      document: string
    }[]
  >`
    select b.id, b.name, o.name as owner_name, b.revision, b.updated_at::text as updated_at, jsonb_build_object(
      'schema', 'reelkeep.batch/1', 'recorded_at', now(),
      'owner', jsonb_build_object('id', o.id, 'name', o.name, 'created_at', o.created_at),
      'key', jsonb_build_object('id', k.id, 'name', k.name, 'scopes', k.scopes, 'created_at', k.created_at),
      'batch', to_jsonb(b) - '{owner_id,key_id,record_due}'::text[] || jsonb_build_object(
        'budget_ticks', b.budget_ticks::text, 'max_price_ticks', b.max_price_ticks::text),
      'accounts', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'key_id', a.key_id,
          'on_day', a.on_day, 'cap_ticks', a.cap_ticks::text, 'created_at', a.created_at) order by a.id)
        from accounts a where a.batch_id = b.id), '[]')
    )::text as document
    from batches b join owners o on o.id = b.owner_id join api_keys k on k.id = b.key_id
    where b.record_due and (
      b.recorded_at is null or b.recorded_revision <> b.revision or b.state in ('finished', 'canceled')
      or b.recorded_at < now() - interval '1 second' * greatest(${pace.minS}::float8, least(${pace.maxS}::float8, b.total / 100.0)))
      and not ${rebuildOpen(sql)}
    order by b.recorded_at nulls first limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    revision: row.revision,
    updatedAt: row.updated_at,
    key: manifestKeyFor({ owner: row.owner_name, name: row.name, id: row.id }),
    document: row.document,
  }))
}

/** Notes what the manifest shows. A batch that has moved on meanwhile stays to be recorded. */
export async function markBatchRecorded({ sql }: Database, batch: BatchToRecord): Promise<void> {
  await sql`
    update batches set recorded_revision = ${batch.revision}, recorded_updated_at = ${batch.updatedAt}::text::timestamptz,
      recorded_at = now()
    where id = ${batch.id}`
}
