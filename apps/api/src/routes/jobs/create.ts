import { isRecord, operations, readItem, type WishReading } from '@reelkeep/core'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import { createSingleJob } from '../../create-single-job.ts'
import type { App, AppDeps } from '../../deps.ts'
import { idempotentRequestOf, markReplayed } from '../../idempotency.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { jsonObjectSchema } from '../../schemas/values.ts'

const bodySchema = z
  .strictObject({
    prompt: z.string().min(1).max(32_000).describe('literal: braces mean nothing here'),
    model: z.string(),
    upstream: z.string().optional(),
    operation: z.enum(operations).optional(),
    duration: z.number().int().optional().describe('seconds'),
    aspect_ratio: z.string().optional(),
    resolution: z.string().optional(),
    image_urls: z.array(z.string()).optional(),
    video_url: z.string().optional(),
    custom_id: z.string().max(256).optional(),
    name: z.string().max(256).optional(),
    priority: z.number().int().min(0).max(9).optional().describe('9 first; 5 when absent'),
    metadata: jsonObjectSchema.optional(),
    keep_exchanges: z
      .boolean()
      .optional()
      .describe('keep every answer about it, also of polls that changed nothing; false when absent'),
    check_images: z
      .boolean()
      .optional()
      .describe('whether links of images are looked at first; absent: unless the upstream is simulated'),
  })
  .meta({ id: 'JobRequest' })

const bodyKeys = Object.keys(bodySchema.shape)

/** Images may come within the request, as base64. More than any upstream takes, so that a refusal names its own limit. */
const bodyLimitBytes = 24 * 1024 * 1024

/**
 * The schema above is the published contract. The body itself is read by `readItem`, as rows of a batch are, so that one
 * refusal names unknown keys, wrong types and what the model does not take, all at once.
 */
export function registerCreateJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs',
    {
      config: { scope: 'submit', ownIdempotency: true },
      bodyLimit: bodyLimitBytes,
      validatorCompiler: () => (value) => ({ value }),
      schema: {
        operationId: 'createJob',
        summary: 'Ask for one clip',
        tags: ['jobs'],
        body: bodySchema,
        response: { 202: jobSchema, ...refusals(400, 401, 409, 413, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const body: unknown = request.body
      const idempotent = idempotentRequestOf(request, body)
      const { reading, ...options } = readBody(body)
      const made = await createSingleJob(deps, callerOf(request), reading, idempotent, options)
      request.subject.job_id = made.job.id
      if (made.replayed) markReplayed(reply)
      return reply.code(202).send(made.job)
    },
  )
}

type JobBody = {
  readonly reading: WishReading
  readonly keepsExchanges: boolean
  /** Null: not said. */
  readonly checkImages: boolean | null
}

/** A job of a file has all of a single one but what is about looking closely, which a file has as a whole. */
function readBody(body: unknown): JobBody {
  const { reading, ...options } = readParts(body)
  const problems = reading.problems.map((problem) =>
    problem.code === 'unknown_key' ? { ...problem, allowed: bodyKeys } : problem,
  )
  if (reading.wish.takes !== null) {
    const message = 'a job is one clip; takes belongs to rows of a batch'
    problems.push({ path: 'takes', code: 'unknown_key', message, allowed: bodyKeys })
  }
  return { reading: { ...reading, problems }, ...options }
}

function readParts(body: unknown): JobBody {
  if (!isRecord(body)) return { reading: readItem(body), keepsExchanges: false, checkImages: null }
  const { keep_exchanges: keeps, check_images: checks, ...item } = body
  const reading = readItem(item)
  const problems = [
    ...reading.problems,
    ...flagProblems('keep_exchanges', keeps),
    ...flagProblems('check_images', checks),
  ]
  return {
    reading: { ...reading, problems },
    keepsExchanges: keeps === true,
    checkImages: typeof checks === 'boolean' ? checks : null,
  }
}

function flagProblems(path: string, asked: unknown): WishReading['problems'] {
  if (asked === undefined || asked === null || typeof asked === 'boolean') return []
  return [{ path, code: 'not_true_or_false', message: `${path} must be true or false` }]
}
