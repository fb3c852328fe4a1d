import { listJobEvents, readJob } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { idOfCursor, numberShape, pageOf } from '../../paging.ts'
import { refusals } from '../../schemas/error.ts'
import {
  idParamsSchema,
  jsonObjectSchema,
  listSchema,
  momentSchema,
  pageQueryShape,
} from '../../schemas/values.ts'

const eventSchema = z.object({
  seq: z.number().int(),
  at: momentSchema,
  kind: z.string(),
  from_state: z.string().nullable(),
  to_state: z.string(),
  detail: jsonObjectSchema,
})

/** A job's history, oldest first. */
export function registerListJobEvents(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs/:id/events',
    {
      schema: {
        operationId: 'listJobEvents',
        summary: 'A job’s history, oldest first',
        tags: ['jobs'],
        params: idParamsSchema,
        querystring: z.strictObject(pageQueryShape),
        response: { 200: listSchema(eventSchema), ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const afterSeq = Number(idOfCursor(cursor, numberShape) ?? 0)
      const job = { ownerId: callerOf(request).ownerId, id: request.params.id }
      const events = await listJobEvents(db, job, { limit, afterSeq })
      // Every job has its first event, so nothing at all means that there is no such job.
      if (events.length === 0 && (await readJob(db, job)) === null) throw notFound('job', job.id)
      return pageOf(
        events,
        limit,
        (event) => String(event.seq),
        (event) => ({
          seq: event.seq,
          at: event.at.toISOString(),
          kind: event.kind,
          from_state: event.fromState,
          to_state: event.toState,
          detail: event.detail,
        }),
      )
    },
  )
}
