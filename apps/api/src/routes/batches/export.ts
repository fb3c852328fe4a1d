import { readBatch } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { exportLines } from '../../export/export-lines.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema } from '../../schemas/values.ts'
import { formatSchema, linesResponse, sendLines, streamTimeoutMs } from '../exports/send-lines.ts'

const querySchema = z.strictObject({ format: formatSchema })

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
          200: linesResponse,
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
      return sendLines(reply, { name: batch.name, format, lines: exportLines(deps.db, id, format) })
    },
  )
}
