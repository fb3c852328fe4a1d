import { countJobs } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { jobFilterOf, jobFilterShape } from '../../job-filter.ts'
import { refusals } from '../../schemas/error.ts'

const countedMax = 10_000

export function registerCountJobs(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs/count',
    {
      schema: {
        operationId: 'countJobs',
        summary: 'How many jobs the filters of GET /v1/jobs match, counted up to 10,000',
        tags: ['jobs'],
        querystring: z.strictObject(jobFilterShape),
        response: {
          200: z
            .object({
              object: z.literal('count'),
              count: z.number().int().describe('10000 when there are more'),
              capped: z.boolean().describe('there are more than were counted'),
            })
            .meta({ id: 'JobCount' }),
          ...refusals(400, 401, 503),
        },
      },
    },
    async (request) => {
      const counted = await countJobs(db, callerOf(request).ownerId, jobFilterOf(request.query), countedMax)
      return {
        object: 'count' as const,
        count: Math.min(counted, countedMax),
        capped: counted > countedMax,
      }
    },
  )
}
