import { listJobs } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { jobFilterOf, jobFilterShape } from '../../job-filter.ts'
import { idOfCursor, jobIdShape, pageOf } from '../../paging.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { listSchema, pageQueryShape } from '../../schemas/values.ts'

const querySchema = z.strictObject({ ...jobFilterShape, ...pageQueryShape })

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
      const rows = await listJobs(db, callerOf(request).ownerId, jobFilterOf(query), page)
      return pageOf(rows, query.limit, (row) => row.job.id, presentJob)
    },
  )
}
