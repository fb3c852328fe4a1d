import { type JobId, type OwnerId, saidBy } from '@reelkeep/core'
import {
  type Database,
  type EntryFilter,
  type ExportedEntry,
  type ExportedJob,
  type JobFilter,
  listBatchRows,
  listFailuresToExport,
  listJobsToExport,
  listLedgerToExport,
  readExportJobs,
} from '@reelkeep/db'
import { usdText } from '../presenters/present-values.ts'
import { exportColumns } from './export-columns.ts'
import { type ExportFormat, type TableColumn, tableLines } from './export-table.ts'

/** Raised when a column goes or changes its meaning; one more at the end is no such change. */
const schemaVersion = 1
const rowsPerPage = 500

/** Every job that the filter finds, oldest first, in the columns of a batch's export. */
export function jobLines(
  db: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  return tableLines(jobColumns, jobPages(db, ownerId, filter), format)
}

/** Every kept clip of the jobs that the filter finds: which row it is of, and which file it is. */
export function clipLines(
  db: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  return tableLines(clipColumns, jobPages(db, ownerId, { ...filter, states: ['archived'] }), format)
}

/** Row by row of a batch's file, with the file that each became; one that became none says where it stands. */
export function manifestLines(db: Database, batchId: string, format: ExportFormat): AsyncGenerator<string> {
  return tableLines(clipColumns, batchPages(db, batchId), format)
}

export function failureLines(
  db: Database,
  ownerId: OwnerId,
  filter: EntryFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const pages = entryPages((after) =>
    listFailuresToExport(db, ownerId, filter, { after, limit: rowsPerPage }),
  )
  return tableLines(failureColumns, pages, format)
}

export function ledgerLines(
  db: Database,
  ownerId: OwnerId,
  filter: EntryFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const pages = entryPages((after) => listLedgerToExport(db, ownerId, filter, { after, limit: rowsPerPage }))
  return tableLines(ledgerColumns, pages, format)
}

async function* jobPages(
  db: Database,
  ownerId: OwnerId,
  filter: JobFilter,
): AsyncGenerator<readonly ExportedJob[]> {
  let after = ''
  for (;;) {
    const ids: JobId[] = await listJobsToExport(db, ownerId, filter, { after, limit: rowsPerPage })
    const last = ids.at(-1)
    if (last === undefined) return
    yield await readExportJobs(db, ids)
    after = last
  }
}

async function* batchPages(db: Database, batchId: string): AsyncGenerator<readonly ExportedJob[]> {
  const ids = await listBatchRows(db, batchId)
  for (let from = 0; from < ids.length; from += rowsPerPage) {
    yield await readExportJobs(db, ids.slice(from, from + rowsPerPage))
  }
}

async function* entryPages(
  list: (after: string) => Promise<{ readonly cursor: string; readonly entry: ExportedEntry }[]>,
): AsyncGenerator<readonly ExportedEntry[]> {
  let after = ''
  for (;;) {
    const page = await list(after)
    const last = page.at(-1)
    if (last === undefined) return
    yield page.map(({ entry }) => entry)
    after = last.cursor
  }
}

const version = { name: 'schema_version', isNumber: true, value: () => schemaVersion } as const

const ownJobColumns: readonly TableColumn<ExportedJob>[] = exportColumns.filter(
  ({ name }) => name !== 'export_version',
)

const jobColumns: readonly TableColumn<ExportedJob>[] = [
  version,
  { name: 'batch_id', value: ({ job }) => job.batchId },
  { name: 'batch', value: ({ batchName }) => batchName },
  ...ownJobColumns,
]

const clipColumnNames = [
  'row',
  'job_id',
  'is_current',
  'custom_id',
  'name',
  'state',
  'reason',
  'clip_file',
  'clip_bucket',
  'clip_key',
  'clip_bytes',
  'clip_sha256',
  'clip_duration_ms',
  'clip_width',
  'clip_height',
  'archived_at',
  'clip_checked_at',
  'clip_damage',
  'page',
]

const clipColumns: readonly TableColumn<ExportedJob>[] = [
  version,
  { name: 'batch_id', value: ({ job }) => job.batchId },
  { name: 'batch', value: ({ batchName }) => batchName },
  ...clipColumnNames.flatMap((wanted) => ownJobColumns.filter(({ name }) => name === wanted)),
]

const failureColumns: readonly TableColumn<ExportedEntry>[] = [
  ...entryColumns([
    'failure_id',
    'at',
    'job_id',
    'batch_id',
    'submission_id',
    'upstream',
    'model',
    'step',
    'reason',
    'fingerprint',
    'message',
    'upstream_status',
    'charged',
    'retryable',
  ]),
  {
    name: 'said_by',
    value: ({ step, reason, upstream_status: words }) =>
      saidBy({
        step: String(step),
        reason: String(reason),
        upstreamStatus: typeof words === 'string' ? words : null,
      }),
  },
]

const ledgerColumns: readonly TableColumn<ExportedEntry>[] = [
  ...entryColumns([
    'at',
    'charge_key',
    'job_id',
    'batch_id',
    'submission_id',
    'upstream',
    'model',
    'kind',
    'debit',
    'credit',
    'ticks',
    'source',
    'price_version',
    'simulated',
  ]),
  {
    name: 'usd',
    isNumber: true,
    value: ({ ticks }) => usdText(typeof ticks === 'string' ? BigInt(ticks) : null),
  },
]

function entryColumns(names: readonly string[]): readonly TableColumn<ExportedEntry>[] {
  const numbers = new Set(['failure_id', 'ticks'])
  return [
    version,
    ...names.map((name) => ({
      name,
      ...(numbers.has(name) ? { isNumber: true as const } : {}),
      value: (entry: ExportedEntry) => entry[name] ?? null,
    })),
  ]
}
