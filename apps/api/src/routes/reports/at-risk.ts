import { listAtRisk } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'

const querySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) })

/** Clips that were paid for and are not yet ours, the link that dies first at the top. */
export function registerListAtRisk(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/at-risk',
    {
      schema: {
        operationId: 'listAtRisk',
        summary: 'Clips not yet safe, soonest expiry first',
        tags: ['reports'],
        querystring: querySchema,
        response: {
          200: z.object({ object: z.literal('list'), data: z.array(jobSchema) }),
          ...refusals(400, 401, 503),
        },
      },
    },
    async (request) => {
      const records = await listAtRisk(db, callerOf(request).ownerId, request.query.limit)
      return { object: 'list' as const, data: records.map(presentJob) }
    },
  )
}
