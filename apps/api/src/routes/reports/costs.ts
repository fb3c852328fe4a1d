import { costGroupings, readBurnRate, sumCosts } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { ticksText } from '../../presenters/present-values.ts'
import { refuseBackwards } from '../../refuse-backwards.ts'
import { refusals } from '../../schemas/error.ts'
import { momentQuerySchema, ticksSchema } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  by: z.enum(costGroupings).default('day'),
  from: momentQuerySchema.optional().describe('thirty days before `to` when absent'),
  to: momentQuerySchema.optional().describe('now when absent'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

const groupSchema = z.object({
  key: z.string(),
  name: z.string().nullable(),
  quoted_ticks: ticksSchema.nullable(),
  charged_ticks: ticksSchema.nullable(),
  metered_ticks: ticksSchema.nullable(),
  estimated_ticks: ticksSchema.nullable().describe('charged_ticks less metered_ticks'),
  contingent_ticks: ticksSchema.nullable(),
  unknown: z.number().int(),
  simulated: z.boolean(),
})

const burnSchema = z.object({
  key_id: z.string(),
  key_name: z.string(),
  upstream: z.string(),
  simulated: z.boolean(),
  last_hour_ticks: ticksSchema,
  last_day_ticks: ticksSchema,
  unknown: z.number().int().meta({ description: 'charges of the day of an amount that nobody knows' }),
})

const thirtyDaysMs = 30 * 86_400_000

export function registerSumCosts(app: App, { db, clock, config }: AppDeps): void {
  app.get(
    '/v1/costs',
    {
      schema: {
        operationId: 'sumCosts',
        summary: 'Ledger sums by day, hour, upstream, model, batch or key, and what is being spent',
        tags: ['reports'],
        querystring: querySchema,
        response: {
          200: z.object({
            object: z.literal('list'),
            by: z.enum(costGroupings),
            time_zone: z.string(),
            data: z.array(groupSchema),
            burn: z
              .array(burnSchema)
              .meta({ description: 'the last hour and the last 24 hours, by key and upstream' }),
          }),
          ...refusals(400, 401, 503),
        },
      },
    },
    async (request) => {
      const { by, limit } = request.query
      const to = request.query.to === undefined ? clock.now() : new Date(request.query.to)
      const from =
        request.query.from === undefined
          ? new Date(to.getTime() - thirtyDaysMs)
          : new Date(request.query.from)
      // Who says no end may have a clock that is ahead of ours.
      if (request.query.to !== undefined) refuseBackwards(from, to)
      const filter = { by, from, to, timeZone: config.timeZone }
      const { ownerId } = callerOf(request)
      const groups = await sumCosts(db, ownerId, filter, limit)
      const burn = await readBurnRate(db, ownerId, clock.now())
      return {
        object: 'list' as const,
        by,
        time_zone: config.timeZone,
        data: groups.map((group) => ({
          key: group.key,
          name: group.name,
          quoted_ticks: ticksText(group.quotedTicks),
          charged_ticks: ticksText(group.chargedTicks),
          metered_ticks: ticksText(group.meteredTicks),
          estimated_ticks: ticksText(group.estimatedTicks),
          contingent_ticks: ticksText(group.contingentTicks),
          unknown: group.unknown,
          simulated: group.simulated,
        })),
        burn: burn.map((rate) => ({
          key_id: rate.keyId,
          key_name: rate.keyName,
          upstream: rate.upstream,
          simulated: rate.simulated,
          last_hour_ticks: String(rate.hourTicks),
          last_day_ticks: String(rate.dayTicks),
          unknown: rate.unknown,
        })),
      }
    },
  )
}
