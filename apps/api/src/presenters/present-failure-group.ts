import { failureRules, saidBy } from '@reelkeep/core'
import type { FailureGroup, FailurePart } from '@reelkeep/db'
import { z } from 'zod'
import type { FailureTrend } from '../failure-trend.ts'
import { saidBySchema } from '../schemas/job.ts'
import { momentSchema, ticksSchema } from '../schemas/values.ts'
import { ticksText } from './present-values.ts'

const count = z.number().int()
const shares = z.array(z.object({ name: z.string(), count }))

const standingShape = {
  failed_jobs: count.describe('jobs that stand failed with it now'),
  retryable_jobs: count.describe('of those, the ones that a retry may help'),
  retry_ticks: ticksSchema.nullable().describe('what retrying them is quoted at, where a price is known'),
  retry_unpriced: count.describe('of those to retry, the ones without a price'),
  charged_ticks: ticksSchema
    .nullable()
    .describe('money lost: what the failed jobs were charged; null: not known for any'),
  contingent_ticks: ticksSchema.nullable().describe('what they may have been charged beside it'),
}

export const failureGroupSchema = z
  .object({
    fingerprint: z.string(),
    status: z.enum(['open', 'resolved', 'ignored']),
    came_back: z.boolean().describe('it was called resolved, and failed again'),
    said: z
      .object({ at: momentSchema, by: z.string(), reason: z.string().nullable() })
      .nullable()
      .describe('when and why somebody called it resolved or ignored'),
    upstream: z.string().describe('of the latest one'),
    step: z.string(),
    reason: z.string(),
    message: z.string(),
    upstream_status: z.string().nullable().describe('the words of the latest one, without keys and links'),
    said_by: saidBySchema,
    remedy: z.string(),
    count: count.describe('failures'),
    jobs: count,
    retryable: count.describe('failures of a kind that a new submission may end differently'),
    share: z.number().describe('of all failures of the time, 0 to 1'),
    trend: z.array(count).describe('failures in each of `steps`'),
    ...standingShape,
    parts: z
      .array(z.object({ simulated: z.boolean(), ...standingShape }))
      .describe('the failed jobs and their money again, real money and that of simulated upstreams apart'),
    by_upstream: shares,
    by_model: shares,
    first_at: momentSchema,
    last_at: momentSchema,
    job_ids: z.array(z.string()).describe('the latest few'),
  })
  .meta({ id: 'FailureGroup' })

/** What the trends of groups are drawn over. */
export const trendShape = {
  from: momentSchema,
  to: momentSchema,
  total: count.describe('failures of every cause within the time, by the same filters'),
  every: z.enum(['1h', '1d']).describe('how long each step is'),
  steps: z.array(momentSchema).describe('when each step begins; the first may begin before `from`'),
}

export function presentTrend({ from, to, total, step, steps }: FailureTrend) {
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    total,
    every: step,
    steps: steps.map((at) => at.toISOString()),
  }
}

export function presentFailureGroup(
  group: FailureGroup,
  trend: FailureTrend,
): z.infer<typeof failureGroupSchema> {
  const { said } = group
  return {
    fingerprint: group.fingerprint,
    status: group.status,
    came_back: group.status === 'open' && said !== null,
    said: said === null ? null : { at: said.at.toISOString(), by: said.by, reason: said.reason },
    upstream: group.upstream,
    step: group.step,
    reason: group.reason,
    message: group.message,
    upstream_status: group.upstreamStatus,
    said_by: saidBy(group),
    remedy: failureRules[group.reason].remedy,
    count: group.count,
    jobs: group.jobs,
    retryable: group.retryable,
    share: trend.total === 0 ? 0 : group.count / trend.total,
    trend: [...trend.countsOf(group)],
    ...presentStanding(group),
    parts: group.parts.map((part) => ({ simulated: part.simulated, ...presentStanding(part) })),
    by_upstream: group.byUpstream.map((share) => ({ ...share })),
    by_model: group.byModel.map((share) => ({ ...share })),
    first_at: group.firstAt.toISOString(),
    last_at: group.lastAt.toISOString(),
    job_ids: [...group.jobIds],
  }
}

function presentStanding(standing: Omit<FailurePart, 'simulated'>) {
  return {
    failed_jobs: standing.failedJobs,
    retryable_jobs: standing.retryableJobs,
    retry_ticks: ticksText(standing.retryTicks),
    retry_unpriced: standing.retryUnpriced,
    charged_ticks: ticksText(standing.chargedTicks),
    contingent_ticks: ticksText(standing.contingentTicks),
  }
}
