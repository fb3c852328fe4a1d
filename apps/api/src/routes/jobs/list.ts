import { cancelReasons, failureReasons, type JobState, jobStates } from '@reelkeep/core'
import { listJobs } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { idOfCursor, jobIdShape, pageOf } from '../../paging.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { listSchema, momentQuerySchema, pageQueryShape, stateListSchema } from '../../schemas/values.ts'

const text = z.string().min(1).max(300)

const querySchema = z.strictObject({
  state: stateListSchema(jobStates).optional(),
  reason: z.enum([...failureReasons, ...cancelReasons]).optional(),
  batch: text.optional(),
  upstream: text.optional(),
  model: text.optional(),
  custom_id: text.optional(),
  task_id: text.optional(),
  q: text.optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  ...pageQueryShape,
})

export function registerListJobs(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs',
    {
      schema: {
        operationId: 'listJobs',
        summary: 'Jobs, newest first',
        tags: ['jobs'],
        querystring: querySchema,
        response: { 200: listSchema(jobSchema), ...refusals(400, 401, 503) },
      },
    },
    async (request) => {
      const { query } = request
      const page = { limit: query.limit, beforeId: idOfCursor(query.cursor, jobIdShape) }
      const rows = await listJobs(db, callerOf(request).ownerId, filterOf(query), page)
      return pageOf(rows, query.limit, (row) => row.job.id, presentJob)
    },
  )
}

function filterOf(query: z.infer<typeof querySchema>) {
  return {
    states: asStates(query.state),
    reason: query.reason ?? null,
    batch: query.batch ?? null,
    upstream: query.upstream ?? null,
    model: query.model ?? null,
    customId: query.custom_id ?? null,
    taskId: query.task_id ?? null,
    words: query.q ?? null,
    from: query.from === undefined ? null : new Date(query.from),
    to: query.to === undefined ? null : new Date(query.to),
  }
}

/** The comma list was checked word by word; this only splits it. */
function asStates(list: string | undefined): JobState[] | null {
  if (list === undefined) return null
  const words = new Set(list.split(','))
  return jobStates.filter((state) => words.has(state))
}
