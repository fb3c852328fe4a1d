import { sidecarKeyFor } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobDocumentRow, selectJobDocuments } from './job-document.ts'

export type JobToRecord = {
  readonly id: string
  readonly version: number
  /** Where its record goes. */
  readonly key: string
  /** JSON. */
  readonly document: string
}

/** Jobs whose record in the bucket is missing or older than they are. Walks jobs_to_record. */
export async function listJobsToRecord(
  { sql }: Database,
  { limit }: { readonly limit: number },
): Promise<JobToRecord[]> {
  const rows = await sql<JobDocumentRow[]>`
    ${selectJobDocuments(sql)}
    where j.id in (select record_due_id from jobs where record_due_id is not null order by record_due_id limit ${limit})`
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    key: sidecarKeyFor(row.stored_key ?? row.clip_key),
    document: row.document,
  }))
}

/**
 * Notes which versions the bucket holds now; a job that has moved on since stays to be recorded. One whose newer record was
 * noted meanwhile has it written over now, by a worker that slept between reading and writing: it is written again.
 */
export async function markJobsRecorded(
  { sql }: Database,
  jobs: readonly { readonly id: string; readonly version: number }[],
): Promise<void> {
  if (jobs.length === 0) return
  await sql`
    update jobs j set recorded_version = case when j.recorded_version > r.version then 0 else r.version end
    from unnest(${jobs.map((job) => job.id)}::text[], ${jobs.map((job) => job.version)}::integer[]) as r (id, version)
    where j.id = r.id and j.recorded_version <> r.version`
}
