import { Readable } from 'node:stream'
import { readBatch } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { exportLines } from '../../export/export-lines.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  format: z.enum(['csv', 'jsonl']).default('csv').describe('csv: safe in a spreadsheet · jsonl: lossless'),
})

/** Fifty thousand lines over a slow line. */
const streamTimeoutMs = 3_600_000

const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
} as const

export function registerExportBatch(app: App, deps: AppDeps): void {
  app.get(
    '/v1/batches/:id/export',
    {
      handlerTimeout: streamTimeoutMs,
      schema: {
        operationId: 'exportBatch',
        summary: 'One line per job in the order of the file: the original columns, then ours',
        tags: ['batches'],
        params: idParamsSchema,
        querystring: querySchema,
        response: {
          200: {
            description: 'The lines, streamed',
            content: {
              'text/csv': { schema: z.any().meta({ type: 'string' }) },
              'application/x-ndjson': { schema: z.any().meta({ type: 'string' }) },
            },
          },
          ...refusals(400, 401, 404, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { format } = request.query
      const batch = await readBatch(deps.db, { ownerId: callerOf(request).ownerId, id })
      if (batch === null) throw notFound('batch', id)
      request.subject.batch_id = id
      reply.headers({
        'content-type': contentTypes[format],
        'content-disposition': `attachment; filename="${fileName(batch.name, format)}"`,
        'cache-control': 'private, no-store',
      })
      return reply.send(Readable.from(exportLines(deps.db, id, format)))
    },
  )
}

/** Characters that are safe in a header and on any disk. */
function fileName(name: string, format: string): string {
  const plain = name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return `${plain.slice(0, 80) || 'batch'}.${format}`
}
