import { statSteps } from '@reelkeep/db'
import { z } from 'zod'
import { momentSchema, ticksSchema } from './values.ts'

const count = z.number().int()
const ms = z.number().int().nullable()

const percentilesSchema = z
  .object({ count: count.describe('jobs of which it is known'), p50_ms: ms, p95_ms: ms, p99_ms: ms })
  .meta({ id: 'Percentiles', description: 'at most 10 % off; null: of no job' })

const spendSchema = z
  .object({
    metered_ticks: ticksSchema.nullable(),
    estimated_ticks: ticksSchema.nullable(),
    contingent_ticks: ticksSchema.nullable().describe('may have been charged beyond that'),
    unknown: count.describe('charges of an amount that nobody knows'),
  })
  .meta({ id: 'Spend', description: 'null: nothing of that kind' })

const figuresShape = {
  created: count,
  archived: count,
  failed: count,
  canceled: count,
  by_reason: z.record(z.string(), count).describe('of what failed or was canceled'),
  bytes: z.string().describe('of the clips that were archived'),
  polls: count.describe('of the jobs that were archived, in their whole life'),
  latency: z
    .object({
      wait: percentilesSchema.describe('made until sent'),
      render: percentilesSchema.describe('sent until we knew that it is rendered'),
      detection: percentilesSchema.describe(
        'finished, as the upstream says, until we knew; of jobs whose upstream says it',
      ),
      archive: percentilesSchema.describe('rendered until the clip is ours'),
      total: percentilesSchema.describe('made until the clip is ours'),
    })
    .describe('of the jobs that were archived'),
  spend: spendSchema,
  spend_simulated: spendSchema.describe('money that simulated upstreams pretend to charge'),
}

const queueSchema = z
  .object({
    queued: count.describe('at most, at a look'),
    oldest_ms: z.number().describe('the age of the oldest queued job, at most, at a look'),
  })
  .nullable()
  .describe('workers look every minute; null: none looked')

export const seriesSchema = z
  .object({
    object: z.literal('stats_series'),
    from: momentSchema.describe('when the first step begins'),
    to: momentSchema,
    step: z.enum(statSteps),
    time_zone: z.string().describe('where a day begins'),
    data: z.array(
      z
        .object({
          at: momentSchema.describe('when the step begins'),
          ...figuresShape,
          queue: queueSchema,
        })
        .meta({ id: 'StatsStep' }),
    ),
    total: z.object(figuresShape).meta({ id: 'StatsTotal', description: 'of all steps together' }),
  })
  .meta({ id: 'StatsSeries' })
