import { createHash } from 'node:crypto'
import { contentKey, type JsonValue, templateOfLiteral } from '@reelkeep/core'
import {
  type Database,
  type ExportedJob,
  listBatchRows,
  listRedoRows,
  type RedoRow,
  type RedoWish,
  readBatchColumns,
  readExportJobs,
} from '@reelkeep/db'
import { byteOrderMark, csvLine } from './csv-line.ts'
import type { ExportFormat } from './export-table.ts'

export type Redo = {
  readonly format: ExportFormat
  readonly rows: number
  readonly lines: AsyncIterable<string>
}

const rowsPerPage = 500

/**
 * The rows of a batch whose jobs are such, in the caller's own columns and order and nothing else, ready to
 * be edited and sent again: a table if a table was sent, else JSON lines. A row that has no custom_id is known by its
 * place among equal rows, so the equal ones before it come along; sent again they are left alone.
 */
export async function redoOf(db: Database, batchId: string, wanted: RedoWish): Promise<Redo> {
  const [columns, rows] = await Promise.all([
    readBatchColumns(db, batchId),
    listRedoRows(db, batchId, wanted),
  ])
  const keys = withTheirEquals(rows)
  const format = columns.length > 0 ? 'csv' : 'jsonl'
  const batchRows = new Set(
    rows.filter(({ rowKey }) => keys.has(baseOf(rowKey))).map(({ batchRow }) => batchRow),
  )
  const count = format === 'csv' ? batchRows.size : keys.size
  return { format, rows: count, lines: linesOf(db, { batchId, columns, keys, batchRows }) }
}

/** Keys without their take: a row is one line, however many clips are taken of it. */
function withTheirEquals(rows: readonly RedoRow[]): Set<string> {
  const chosen = new Set(rows.filter(({ isChosen }) => isChosen).map(({ rowKey }) => baseOf(rowKey)))
  for (const key of [...chosen]) {
    const [, content = '', place = '1'] = /^row:(.*):(\d+)$/s.exec(key) ?? []
    for (let before = 1; before < Number(place); before += 1) chosen.add(`row:${content}:${before}`)
  }
  return chosen
}

function baseOf(rowKey: string): string {
  return rowKey.replace(/^take\d+:/, '')
}

async function* linesOf(
  db: Database,
  {
    batchId,
    columns,
    keys,
    batchRows,
  }: {
    readonly batchId: string
    readonly columns: readonly string[]
    readonly keys: ReadonlySet<string>
    readonly batchRows: ReadonlySet<number>
  },
): AsyncGenerator<string> {
  if (columns.length > 0) yield byteOrderMark + csvLine(columns.map(plainCell))
  const ids = await listBatchRows(db, batchId)
  const written = new Set<string | number>()
  for (let from = 0; from < ids.length; from += rowsPerPage) {
    const lines: string[] = []
    for (const job of await readExportJobs(db, ids.slice(from, from + rowsPerPage))) {
      if (!job.isCurrent || job.rowKey === null || job.batchRow === null) continue
      // A line of a file may have become several jobs, by its takes or by the values of variables.
      const isOfFile = job.rowData !== null
      const isWanted = isOfFile ? batchRows.has(job.batchRow) : keys.has(baseOf(job.rowKey))
      const mark = isOfFile ? job.batchRow : baseOf(job.rowKey)
      if (!isWanted || written.has(mark)) continue
      written.add(mark)
      lines.push(columns.length > 0 ? csvOf(job, columns) : jsonOf(job))
    }
    yield lines.join('')
  }
}

/** The caller's own cells, byte for byte: guarded against formulas they would be other rows when they come back. */
function csvOf({ rowData }: ExportedJob, columns: readonly string[]): string {
  return csvLine(columns.map((column) => plainCell(rowData?.[column] ?? null)))
}

function plainCell(value: JsonValue): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return /[",;\t\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

/** As the line was; of a row that came in a JSON body, what was made of it. */
function jsonOf(job: ExportedJob): string {
  return `${JSON.stringify(job.rowData ?? itemOf(job))}\n`
}

function itemOf(exported: ExportedJob): { readonly [key: string]: JsonValue } {
  const { job, customId, name, priority, metadata } = exported
  const { prompt, model, operation, params } = job
  const item = {
    custom_id: customId,
    name,
    prompt: templateOfLiteral(prompt),
    model,
    // A row that left the upstream to the default is another row when it names one.
    upstream: namesUpstream(exported) ? job.upstream : null,
    operation: operation === 'generate' ? null : operation,
    duration: params.durationS,
    aspect_ratio: params.aspectRatio,
    resolution: params.resolution,
    image_urls: params.imageUrls.length === 0 ? null : [...params.imageUrls],
    video_url: params.videoUrl,
    priority,
    metadata: Object.keys(metadata).length === 0 ? null : { ...metadata },
  }
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null))
}

function namesUpstream({ job, contentHash }: ExportedJob): boolean {
  const { upstream, model, operation, prompt, params } = job
  const key = contentKey({ upstream, model, operation, prompt, params })
  return createHash('sha256').update(key).digest('base64url') === contentHash
}
