import { type FailureGroup, type FailureSample, listFailureGroups, listFailureSamples } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { readFailureTrend } from '../../failure-trend.ts'
import {
  failureGroupSchema,
  presentFailureGroup,
  presentTrend,
  trendShape,
} from '../../presenters/present-failure-group.ts'
import { refuseBackwards } from '../../refuse-backwards.ts'
import { refusals } from '../../schemas/error.ts'
import { momentQuerySchema, momentSchema } from '../../schemas/values.ts'
import { fingerprintParamsSchema } from './mark.ts'

const sevenDaysMs = 7 * 86_400_000
const samplesShown = 10

const sampleSchema = z.object({
  at: momentSchema,
  job_id: z.string(),
  job_state: z.string().describe('as the job stands now'),
  custom_id: z.string().nullable(),
  batch: z.object({ id: z.string(), name: z.string() }).nullable(),
  upstream: z.string(),
  model: z.string(),
  message: z.string(),
  upstream_status: z.string().nullable(),
  charged: z.boolean().nullable(),
  answer: z
    .object({
      at: momentSchema,
      step: z.string(),
      http_status: z.number().int().nullable(),
      content_type: z.string().nullable(),
      body: z.string().nullable().describe('redacted; the first 4,000 characters'),
      read_as: z.string().nullable(),
    })
    .nullable()
    .describe('what the upstream last said about the job before it failed; null: nothing is kept'),
})

const shownSchema = failureGroupSchema
  .extend({ ...trendShape, samples: z.array(sampleSchema).describe('the latest, one a job') })
  .meta({ id: 'FailureGroupShown' })

export function registerShowFailure(app: App, deps: AppDeps): void {
  const { db, clock, config } = deps
  app.get(
    '/v1/failures/:fingerprint',
    {
      schema: {
        operationId: 'showFailure',
        summary: 'One group of failures with its trend, and its latest jobs with what the upstream said',
        tags: ['reports'],
        params: fingerprintParamsSchema,
        querystring: z.strictObject({
          from: momentQuerySchema
            .optional()
            .describe('when absent: seven days ago, or where the group begins if all of it is older'),
          to: momentQuerySchema.optional(),
        }),
        response: { 200: shownSchema, ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { ownerId } = callerOf(request)
      const { fingerprint } = request.params
      const { from, to } = request.query
      const now = clock.now()
      const asked = { fingerprint, to: to === undefined ? null : new Date(to) }
      const since = from === undefined ? new Date(now.getTime() - sevenDaysMs) : new Date(from)
      if (from !== undefined) refuseBackwards(since, asked.to)
      const lately = await findGroup(deps, ownerId, { ...asked, from: since })
      const group =
        lately ?? (from === undefined ? await findGroup(deps, ownerId, { ...asked, from: longAgo }) : null)
      if (group === null) throw notFound('failure_group', fingerprint)
      const filter = { ...everything, ...asked, from: lately === null ? group.firstAt : since }
      const [trend, samples] = await Promise.all([
        readFailureTrend(db, ownerId, filter, { now, timeZone: config.timeZone }),
        listFailureSamples(db, ownerId, fingerprint, samplesShown),
      ])
      return {
        ...presentFailureGroup(group, trend),
        ...presentTrend(trend),
        samples: samples.map(presentSample),
      }
    },
  )
}

const everything = { batch: null, upstream: null, model: null, status: null }
const longAgo = new Date(0)

async function findGroup(
  { db }: AppDeps,
  ownerId: Parameters<typeof listFailureGroups>[1],
  wish: { readonly fingerprint: string; readonly from: Date; readonly to: Date | null },
): Promise<FailureGroup | null> {
  const [group] = await listFailureGroups(db, ownerId, { ...everything, ...wish }, { limit: 1, after: null })
  return group ?? null
}

const chargedFlags = { yes: true, no: false, unknown: null } as const

function presentSample(sample: FailureSample): z.infer<typeof sampleSchema> {
  const { answer, batchId, batchName } = sample
  return {
    at: sample.at.toISOString(),
    job_id: sample.jobId,
    job_state: sample.jobState,
    custom_id: sample.customId,
    batch: batchId === null || batchName === null ? null : { id: batchId, name: batchName },
    upstream: sample.upstream,
    model: sample.model,
    message: sample.message,
    upstream_status: sample.upstreamStatus,
    charged: chargedFlags[sample.charged],
    answer:
      answer === null
        ? null
        : {
            at: new Date(answer.at).toISOString(),
            step: answer.step,
            http_status: answer.httpStatus,
            content_type: answer.contentType,
            body: answer.body,
            read_as: answer.readAs,
          },
  }
}
