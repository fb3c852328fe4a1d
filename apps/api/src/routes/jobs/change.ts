import { readJob, setJobPriority } from '@reelkeep/db'
import { z } from 'zod'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, prioritySchema } from '../../schemas/values.ts'
import { findJob } from './answer-action.ts'
import { sentAlready } from './sent-already.ts'

const bodySchema = z
  .strictObject({ priority: prioritySchema.describe('among the jobs of its batch; 9 goes first') })
  .meta({ id: 'JobChange' })

/** Moves a queued job in line; the next admission goes by it. */
export function registerChangeJob(app: App, deps: AppDeps): void {
  app.patch(
    '/v1/jobs/:id',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'changeJob',
        summary: 'Change the priority of a job that is not yet sent',
        tags: ['jobs'],
        params: idParamsSchema,
        body: bodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { ownerId } = callerOf(request)
      const { priority } = request.body
      const job = await findJob(deps, request)
      const by = { ownerId, ...auditedBy(request) }
      const isMoved = await setJobPriority(deps.db, { ...by, jobId: job.id, priority })
      const record = await readJob(deps.db, { ownerId, id: job.id })
      if (record === null) throw notFound('job', job.id)
      if (!isMoved && record.priority !== priority) throw sentAlready(record.job, 'moved in line')
      return presentJob(record)
    },
  )
}
