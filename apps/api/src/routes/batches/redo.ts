import { cancelReasons, failureReasons, jobStates } from '@reelkeep/core'
import { readBatch } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { redoOf } from '../../export/redo-lines.ts'
import { refusals } from '../../schemas/error.ts'
import { marks } from '../../schemas/job.ts'
import { idParamsSchema, stateListSchema } from '../../schemas/values.ts'
import { linesResponse, sendLines, streamTimeoutMs } from '../exports/send-lines.ts'

const querySchema = z.strictObject({
  state: stateListSchema(jobStates).optional().describe('failed when neither it nor mark is given'),
  reason: z.enum([...failureReasons, ...cancelReasons]).optional(),
  mark: z.enum(marks).optional().describe('rows whose clip a person has marked so'),
})

export function registerRedoBatch(app: App, deps: AppDeps): void {
  app.get(
    '/v1/batches/:id/redo',
    {
      handlerTimeout: streamTimeoutMs,
      schema: {
        operationId: 'redoBatch',
        summary: 'Chosen rows in their original columns and order, ready to edit and send again',
        description:
          'A table where a table was sent, else JSON lines. Sent again to the same batch unchanged, rows are retried or left alone as the rules of the same file say; edited ones run beside their old job. `reelkeep-rows` counts them. Cells are as they were, not guarded against formulas: that would make other rows of them.',
        tags: ['batches'],
        params: idParamsSchema,
        querystring: querySchema,
        response: { 200: linesResponse, ...refusals(400, 401, 404, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const batch = await readBatch(deps.db, { ownerId: callerOf(request).ownerId, id })
      if (batch === null) throw notFound('batch', id)
      request.subject.batch_id = id
      const { state, reason = null, mark = null } = request.query
      const asked = new Set((state ?? (mark === null ? 'failed' : jobStates.join())).split(','))
      const states = jobStates.filter((known) => asked.has(known))
      const redo = await redoOf(deps.db, id, { states, reason, mark })
      reply.header('reelkeep-rows', String(redo.rows))
      return sendLines(reply, { name: `${batch.name}-redo`, format: redo.format, lines: redo.lines })
    },
  )
}
