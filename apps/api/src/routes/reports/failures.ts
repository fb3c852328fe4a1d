import { failureRules } from '@reelkeep/core'
import { listFailureGroups } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { ticksText } from '../../presenters/present-values.ts'
import { refusals } from '../../schemas/error.ts'
import { momentQuerySchema, momentSchema, ticksSchema } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  batch: z.string().min(1).max(300).optional().describe('id or name'),
  from: momentQuerySchema.optional().describe('seven days ago when absent'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const groupSchema = z.object({
  fingerprint: z.string(),
  upstream: z.string(),
  step: z.string(),
  reason: z.string(),
  message: z.string(),
  upstream_status: z.string().nullable(),
  remedy: z.string(),
  count: z.number().int(),
  jobs: z.number().int(),
  retryable: z.number().int(),
  charged_ticks: ticksSchema.nullable(),
  first_at: momentSchema,
  last_at: momentSchema,
  job_ids: z.array(z.string()),
})

const sevenDaysMs = 7 * 86_400_000

export function registerListFailures(app: App, { db, clock }: AppDeps): void {
  app.get(
    '/v1/failures',
    {
      schema: {
        operationId: 'listFailures',
        summary: 'Failures by their cause, most numerous first',
        tags: ['reports'],
        querystring: querySchema,
        response: {
          200: z.object({ object: z.literal('list'), data: z.array(groupSchema) }),
          ...refusals(400, 401, 503),
        },
      },
    },
    async (request) => {
      const { batch, from, limit } = request.query
      const since = from === undefined ? new Date(clock.now().getTime() - sevenDaysMs) : new Date(from)
      const filter = { batch: batch ?? null, from: since }
      const groups = await listFailureGroups(db, callerOf(request).ownerId, filter, limit)
      return {
        object: 'list' as const,
        data: groups.map((group) => ({
          fingerprint: group.fingerprint,
          upstream: group.upstream,
          step: group.step,
          reason: group.reason,
          message: group.message,
          upstream_status: group.upstreamStatus,
          remedy: failureRules[group.reason].remedy,
          count: group.count,
          jobs: group.jobs,
          retryable: group.retryable,
          charged_ticks: ticksText(group.chargedTicks),
          first_at: group.firstAt.toISOString(),
          last_at: group.lastAt.toISOString(),
          job_ids: [...group.jobIds],
        })),
      }
    },
  )
}
