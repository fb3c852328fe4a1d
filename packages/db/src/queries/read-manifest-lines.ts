import { type RecordedRow, sidecarKeyFor } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobDocumentRow, selectJobDocuments } from './job-document.ts'

/**
 * The lines of a manifest for these jobs, in their order: a job whose clip has its record beside it is named in a short
 * line, every other is told in full.
 */
export async function readManifestLines({ sql }: Database, ids: readonly string[]): Promise<string[]> {
  const short = await sql<{ id: string; batch_row: number | null; recorded_version: number; key: string }[]>`
    select j.id, j.batch_row, j.recorded_version, c.key from jobs j join clips c on c.job_id = j.id
    where j.id = any(${[...ids]}::text[]) and j.state = 'archived' and j.recorded_version > 0`
  const lines = new Map(short.map((row) => [row.id, shortLine(row)]))
  const rest = ids.filter((id) => !lines.has(id))
  const full =
    rest.length === 0
      ? []
      : await sql<JobDocumentRow[]>`${selectJobDocuments(sql)} where j.id = any(${rest}::text[])`
  for (const row of full) lines.set(row.id, row.document)
  return ids.flatMap((id) => lines.get(id) ?? [])
}

function shortLine(row: { id: string; batch_row: number | null; recorded_version: number; key: string }) {
  const line: RecordedRow = {
    job_id: row.id,
    row: row.batch_row,
    version: row.recorded_version,
    sidecar: sidecarKeyFor(row.key),
  }
  return JSON.stringify(line)
}
