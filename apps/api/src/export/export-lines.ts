import {
  type Database,
  type ExportedJob,
  listBatchRows,
  readBatchColumns,
  readExportJobs,
} from '@reelkeep/db'
import { byteOrderMark, csvLine, numberCell, textCell } from './csv-line.ts'
import { exportColumns } from './export-columns.ts'
import type { ExportFormat } from './export-table.ts'

const jobsPerPage = 500
/** Stands before ours in a table, whose other columns are the caller's own and may have any name. */
const ownPrefix = 'reelkeep_'

/** A batch as lines, one for each job in the order of the file; a page of jobs is in memory at a time. */
export async function* exportLines(
  db: Database,
  batchId: string,
  format: ExportFormat,
): AsyncGenerator<string> {
  const columns = await readBatchColumns(db, batchId)
  const ids = await listBatchRows(db, batchId)
  if (format === 'csv') yield header(columns)
  for (let from = 0; from < ids.length; from += jobsPerPage) {
    const jobs = await readExportJobs(db, ids.slice(from, from + jobsPerPage))
    yield jobs.map((job) => (format === 'csv' ? csvOf(job, columns) : jsonOf(job, columns))).join('')
  }
}

function header(columns: readonly string[]): string {
  const own = exportColumns.map(({ name }) => `${ownPrefix}${name}`)
  return byteOrderMark + csvLine([...columns.map((column) => textCell(column)), ...own])
}

function csvOf(exported: ExportedJob, columns: readonly string[]): string {
  const { rowData } = exported
  return csvLine([
    ...columns.map((column) => textCell(rowData?.[column])),
    ...exportColumns.map(({ value, isNumber }) =>
      isNumber ? numberCell(value(exported)) : textCell(value(exported)),
    ),
  ])
}

/** Lossless: the caller's columns under `columns`, in their order, and ours as they are. */
function jsonOf(exported: ExportedJob, columns: readonly string[]): string {
  const { rowData } = exported
  const given =
    rowData === null ? null : Object.fromEntries(columns.map((column) => [column, rowData[column] ?? null]))
  const own = Object.fromEntries(exportColumns.map(({ name, value }) => [name, value(exported)]))
  return `${JSON.stringify({ columns: given, ...own })}\n`
}
