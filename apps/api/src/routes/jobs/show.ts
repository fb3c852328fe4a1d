import { readJob } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema } from '../../schemas/values.ts'

export function registerShowJob(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs/:id',
    {
      schema: {
        operationId: 'showJob',
        summary: 'One job',
        tags: ['jobs'],
        params: idParamsSchema,
        response: { 200: jobSchema, ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const record = await readJob(db, { ownerId: callerOf(request).ownerId, id })
      if (record === null) throw notFound('job', id)
      return presentJob(record)
    },
  )
}
