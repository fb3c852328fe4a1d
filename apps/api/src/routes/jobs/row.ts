import { listRowJobs } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, listSchema } from '../../schemas/values.ts'
import { findJob } from './answer-action.ts'

/** What else was, or is, made of the row of a file that a job was made of. */
export function registerListRowJobs(app: App, deps: AppDeps): void {
  app.get(
    '/v1/jobs/:id/row',
    {
      schema: {
        operationId: 'listRowJobs',
        summary: 'The other current jobs of a job’s row: its other takes, and the one that replaced it',
        description:
          'A hundred at most, in the order in which they were made; none for a job without a batch.',
        tags: ['jobs'],
        params: idParamsSchema,
        response: { 200: listSchema(jobSchema), ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { id } = await findJob(deps, request)
      const jobs = await listRowJobs(deps.db, { ownerId: callerOf(request).ownerId, id })
      return { object: 'list' as const, data: jobs.map(presentJob), has_more: false, next_cursor: null }
    },
  )
}
