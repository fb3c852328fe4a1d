import { type Job, linkAlarmAt, linkAlarms } from '@reelkeep/core'
import { listAtRisk } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { presentJob } from '../../presenters/present-job.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'

const atRiskSchema = jobSchema
  .extend({
    link: z.object({
      left_s: z
        .number()
        .int()
        .nullable()
        .describe('seconds until it dies, as far as is known; below 0: it is past that'),
      alarm: z.enum(linkAlarms).nullable().describe('less than so much of its life is left; null: more'),
      rescued_to: z
        .string()
        .nullable()
        .describe('the rescue folder that holds the clip; then its link may die'),
    }),
  })
  .meta({ id: 'JobAtRisk' })

const querySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) })

/** Clips that were paid for and are not yet ours, the link that dies first at the top. */
export function registerListAtRisk(app: App, { db, clock }: AppDeps): void {
  app.get(
    '/v1/at-risk',
    {
      schema: {
        operationId: 'listAtRisk',
        summary: 'Clips not yet safe, soonest expiry first',
        tags: ['reports'],
        querystring: querySchema,
        response: {
          200: z.object({ object: z.literal('list'), data: z.array(atRiskSchema) }),
          ...refusals(400, 401, 503),
        },
      },
    },
    async (request) => {
      const records = await listAtRisk(db, callerOf(request).ownerId, request.query.limit)
      const now = clock.now()
      const data = records.map((record) => ({ ...presentJob(record), link: presentLink(record.job, now) }))
      return { object: 'list' as const, data }
    },
  )
}

function presentLink(job: Job, now: Date) {
  const leftMs = job.sourceExpiresAt && job.sourceExpiresAt.getTime() - now.getTime()
  return {
    left_s: leftMs === null ? null : Math.round(leftMs / 1000),
    alarm: linkAlarmAt(job, now),
    rescued_to: job.rescuedTo,
  }
}
