import { listExchanges, readJob } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { idOfCursor, numberShape, pageOf } from '../../paging.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, listSchema, momentSchema, pageQueryShape } from '../../schemas/values.ts'

const exchangeSchema = z.object({
  id: z.string(),
  at: momentSchema,
  step: z.string(),
  submission_id: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  http_status: z.number().int().nullable(),
  content_type: z.string().nullable(),
  body: z.string().nullable(),
  duration_ms: z.number().int(),
  read_as: z.string().nullable().describe('what the reply was taken for, such as poll-pending'),
  surprises: z
    .array(z.object({ kind: z.enum(['status', 'field']), name: z.string() }))
    .describe('statuses and fields of the reply that its dialect does not know'),
})

/** What upstreams really answered, redacted before it was kept, newest first. */
export function registerListExchanges(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs/:id/exchanges',
    {
      schema: {
        operationId: 'listExchanges',
        summary: 'Raw replies of the upstream, redacted, newest first',
        tags: ['jobs'],
        params: idParamsSchema,
        querystring: z.strictObject(pageQueryShape),
        response: { 200: listSchema(exchangeSchema), ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const job = { ownerId: callerOf(request).ownerId, id: request.params.id }
      const exchanges = await listExchanges(db, job, { limit, beforeId: idOfCursor(cursor, numberShape) })
      if (exchanges.length === 0 && (await readJob(db, job)) === null) throw notFound('job', job.id)
      return pageOf(
        exchanges,
        limit,
        (exchange) => exchange.id,
        (exchange) => ({
          id: exchange.id,
          at: exchange.at.toISOString(),
          step: exchange.step,
          submission_id: exchange.submissionId,
          method: exchange.method,
          path: exchange.path,
          http_status: exchange.httpStatus,
          content_type: exchange.contentType,
          body: exchange.body,
          duration_ms: exchange.durationMs,
          read_as: exchange.readAs,
          surprises: [...exchange.surprises],
        }),
      )
    },
  )
}
