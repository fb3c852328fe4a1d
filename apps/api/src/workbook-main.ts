// The thread that reads one workbook and ends: its work is seconds without a pause, in which the api would answer nobody.
import { parentPort, workerData } from 'node:worker_threads'
import { ApiError, type Detail } from './api-error.ts'
import type { FromThread, WorkbookOrder } from './batches/read-workbook.ts'
import type { SheetRecord } from './batches/sheet-rows.ts'
import { readXlsxRecords } from './batches/xlsx-records.ts'

/** What one message brings, so that taking it in holds nobody up. */
const recordsPerMessage = 200

/** Only `readWorkbook` starts this thread. */
const { bytes, sheet } = workerData as WorkbookOrder
const tell = (message: FromThread): void => parentPort?.postMessage(message)

try {
  const notices: Detail[] = []
  let records: SheetRecord[] = []
  for await (const record of await readXlsxRecords(Buffer.from(bytes), sheet, notices)) {
    records.push(record)
    if (records.length < recordsPerMessage) continue
    tell({ kind: 'records', records })
    records = []
  }
  tell({ kind: 'records', records })
  tell({ kind: 'end', notices })
} catch (error) {
  if (!(error instanceof ApiError)) throw error
  const { type, code, message, param, details, total } = error
  tell({ kind: 'refusal', parts: { type, code, message, param, details, total } })
}
