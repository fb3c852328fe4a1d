import { packLines, type Store } from '@reelkeep/archive'
import {
  type BatchToRecord,
  type Database,
  listBatchesToRecord,
  listBatchRows,
  type ManifestPace,
  markBatchRecorded,
  readManifestLines,
} from '@reelkeep/db'

const batchesPerTurn = 5
const rowsPerPage = 500
/** Ten megabytes over a slow line. */
const writeTimeoutMs = 120_000

/** Writes the manifests that are due; answers how many. */
export async function recordBatches(
  db: Database,
  store: Pick<Store, 'putRecord'>,
  pace: ManifestPace,
  stopping: AbortSignal,
): Promise<number> {
  const batches = await listBatchesToRecord(db, { limit: batchesPerTurn, pace })
  for (const batch of batches) {
    const packed = await packLines(linesOf(db, batch, stopping))
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(writeTimeoutMs)])
    await store.putRecord(batch.key, packed, signal)
    await markBatchRecorded(db, batch)
  }
  return batches.length
}

/** The batch itself was read first: rows that move while they are read make it due again. */
async function* linesOf(db: Database, batch: BatchToRecord, stopping: AbortSignal): AsyncGenerator<string> {
  yield batch.document
  const ids = await listBatchRows(db, batch.id)
  for (let from = 0; from < ids.length; from += rowsPerPage) {
    stopping.throwIfAborted()
    yield* await readManifestLines(db, ids.slice(from, from + rowsPerPage))
  }
}
