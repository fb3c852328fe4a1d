import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../deps.ts'
import type { Detail } from '../errors.ts'
import { asApiError, envelopeOf } from '../plugins/error-handler.ts'
import { refusals } from '../schemas/error.ts'
import { readTableRecords, sheetTypes, workbookType } from './read-source.ts'
import type { WorkbookReader } from './read-workbook.ts'
import { openTableLines, type TableLine } from './table-lines.ts'

const querySchema = z.strictObject({
  charset: z.string().trim().min(1).max(40).optional(),
  sheet: z.string().min(1).max(100).optional(),
})

const uploadTimeoutMs = 600_000
/** One line a write would be fifty thousand writes. */
const pieceLength = 65_536

const lines = {
  description:
    'The table, streamed: `{ kind: "header", line, columns: [{ header, stands_for, variable, resembles }] }`, then for each row that holds anything `{ kind: "row", row, line, cells, unreadable?: [{ column, message }] }`, then `{ kind: "end", rows, notices }`. What stops the reading on the way is told by `{ kind: "refusal", error }` as the last line.',
  content: { 'application/x-ndjson': { schema: z.any().meta({ type: 'string' }) } },
}

/** `POST /v1/batches/table`: what a batch would read, so that nobody who edits a file reads it in another way. */
export function registerTableReading(app: App, workbooks: WorkbookReader): void {
  app.post(
    '/v1/batches/table',
    {
      config: { scope: 'submit', ownIdempotency: true },
      handlerTimeout: uploadTimeoutMs,
      schema: {
        operationId: 'readTable',
        summary: 'See the cells of a file as a batch would read them',
        description:
          'Send a sheet or a workbook as to POST /v1/batches. Encoding, separators, quotes, formulas and formats are read in the same way; no value is judged and nothing is kept. To change a cell, send the cells back as CSV.',
        tags: ['batches'],
        consumes: [...sheetTypes.slice(0, 2), workbookType],
        querystring: querySchema,
        response: { 200: lines, ...refusals(400, 401, 403, 413, 415, 429, 503) },
      },
    },
    async (request, reply) => {
      const { charset = null, sheet = null } = request.query
      const notices: Detail[] = []
      const records = await readTableRecords(request, { charset, sheet }, notices, workbooks)
      const table = await openTableLines(records, notices)
      reply.type('application/x-ndjson; charset=utf-8').header('cache-control', 'private, no-store')
      return reply.send(Readable.from(piecesOf(table, request), { highWaterMark: 1 }))
    },
  )
}

async function* piecesOf(table: AsyncGenerator<TableLine>, request: FastifyRequest): AsyncGenerator<string> {
  let piece = ''
  try {
    for await (const line of table) {
      piece += `${JSON.stringify(line)}\n`
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
  } catch (thrown) {
    const error = asApiError(thrown, request)
    request.outcome = { code: error.code, ...(error.status >= 500 ? { cause: error.cause } : {}) }
    piece += `${JSON.stringify({ kind: 'refusal', ...envelopeOf(error, request.id) })}\n`
  }
  yield piece
}
