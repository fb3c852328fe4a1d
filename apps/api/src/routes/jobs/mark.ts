import { isStorableValue } from '@reelkeep/core'
import { markJob, readJob } from '@reelkeep/db'
import { z } from 'zod'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, notFound } from '../../errors.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema, marks } from '../../schemas/job.ts'
import { idParamsSchema } from '../../schemas/values.ts'
import { findJob } from './answer-action.ts'

const bodySchema = z
  .strictObject({
    mark: z.enum(marks).nullable().describe('null takes it back'),
    note: z
      .string()
      .trim()
      .min(1)
      .max(1_000)
      .refine(isStorableValue, 'must not hold a NUL or half a character')
      .nullable()
      .optional(),
  })
  .meta({ id: 'JobMarkRequest' })

/** What a person makes of a clip: keep it, or make it anew. Says nothing to the machine; filters and redo go by it. */
export function registerMarkJob(app: App, deps: AppDeps): void {
  app.put(
    '/v1/jobs/:id/mark',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'markJob',
        summary: 'Mark an archived clip as one to keep or to make anew, or take the mark back',
        tags: ['jobs'],
        params: idParamsSchema,
        body: bodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { ownerId } = callerOf(request)
      const { mark, note = null } = request.body
      const { id } = await findJob(deps, request)
      await markJob(deps.db, { ownerId, id, mark, note: mark === null ? null : note, ...auditedBy(request) })
      const record = await readJob(deps.db, { ownerId, id })
      if (record === null) throw notFound('job', id)
      if (mark !== null && record.mark?.mark !== mark)
        throw conflict(
          'not_archived',
          `The job is ${record.job.state}; only a clip that is kept can be marked.`,
        )
      return presentJob(record)
    },
  )
}
