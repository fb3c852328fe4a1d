import type { OwnerId, Surprise } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type StoredExchange = {
  readonly id: string
  readonly at: Date
  readonly step: string
  readonly method: string
  readonly path: string
  readonly httpStatus: number | null
  readonly contentType: string | null
  readonly body: string | null
  readonly durationMs: number
  readonly submissionId: string | null
  /** The event that the reply was taken for. Null: kept before this was noted. */
  readonly readAs: string | null
  readonly surprises: readonly Surprise[]
}

/** What upstreams were asked and answered about a job, newest first, before exchange `beforeId`; one more than `limit`. */
export async function listExchanges(
  db: Database,
  { ownerId, id }: { ownerId: OwnerId; id: string },
  page: { readonly limit: number; readonly beforeId: string | null },
): Promise<StoredExchange[]> {
  const rows = await db.sql<
    {
      id: bigint
      at: Date
      step: string
      method: string
      path: string
      http_status: number | null
      content_type: string | null
      body: string | null
      duration_ms: number
      submission_id: string | null
      read_as: string | null
      surprises: readonly Surprise[]
    }[]
  >`
    select x.id, x.at, x.step, x.method, x.path, x.http_status, x.content_type, x.body, x.duration_ms, x.submission_id,
      x.read_as, x.surprises
    from jobs j join exchanges x on x.job_id = j.id
    where j.id = ${id} and j.owner_id = ${ownerId}
      and (${page.beforeId}::bigint is null or x.id < ${page.beforeId}::bigint)
    order by x.id desc limit ${page.limit + 1}`
  return rows.map((row) => ({
    id: String(row.id),
    at: row.at,
    step: row.step,
    method: row.method,
    path: row.path,
    httpStatus: row.http_status,
    contentType: row.content_type,
    body: row.body,
    durationMs: row.duration_ms,
    submissionId: row.submission_id,
    readAs: row.read_as,
    surprises: row.surprises,
  }))
}
