import { listNeighbourJobs } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, listSchema } from '../../schemas/values.ts'
import { findJob } from './answer-action.ts'

const neighboursMax = 20

/** For a person who looks for the task of a job in the upstream's console: which tasks there are known to be of others. */
export function registerListNeighbours(app: App, deps: AppDeps): void {
  app.get(
    '/v1/jobs/:id/neighbours',
    {
      schema: {
        operationId: 'listNeighbours',
        summary:
          'Jobs with a task that were sent to the same upstream within ten minutes of a job, nearest first',
        description:
          'The nearest twenty, and `has_more` where there are more: evidence for resolving a job of which nobody knows whether it arrived.',
        tags: ['jobs'],
        params: idParamsSchema,
        response: { 200: listSchema(jobSchema), ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { id } = await findJob(deps, request)
      const job = { ownerId: callerOf(request).ownerId, id }
      const jobs = await listNeighbourJobs(deps.db, job, neighboursMax + 1)
      return {
        object: 'list' as const,
        data: jobs.slice(0, neighboursMax).map(presentJob),
        has_more: jobs.length > neighboursMax,
        next_cursor: null,
      }
    },
  )
}
