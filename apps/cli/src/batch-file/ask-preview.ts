import type { Client, Query } from '../client/client.ts'
import type { BatchPreview } from '../client/shapes.ts'
import type { BatchFile } from './open-batch-file.ts'

/** What the file would do and cost; nothing is admitted by asking. */
export function askPreview(client: Client, file: BatchFile, query: Query): Promise<BatchPreview> {
  return client.post<BatchPreview>('/v1/batches', {
    query: { ...query, dry_run: true },
    file,
    timeoutMs: uploadTimeoutMs,
  })
}

/** A file of 50,000 rows over a slow line. */
export const uploadTimeoutMs = 600_000
