import { operations, readItem, type WishReading } from '@reelkeep/core'
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
      const { reading, keepsExchanges } = readBody(body)
      const made = await createSingleJob(deps, callerOf(request), reading, idempotent, { keepsExchanges })
      request.subject.job_id = made.job.id
      if (made.replayed) markReplayed(reply)
      return reply.code(202).send(made.job)
    },
  )
}

/** A job of a file has all of a single one but `keep_exchanges`, which is for looking at one job closely. */
function readBody(body: unknown): { reading: WishReading; keepsExchanges: boolean } {
  const { reading, keepsExchanges } = readParts(body)
  const problems = reading.problems.map((problem) =>
    problem.code === 'unknown_key' ? { ...problem, allowed: bodyKeys } : problem,
  )
  if (reading.wish.takes !== null) {
    const message = 'a job is one clip; takes belongs to rows of a batch'
    problems.push({ path: 'takes', code: 'unknown_key', message, allowed: bodyKeys })
  }
  return { reading: { ...reading, problems }, keepsExchanges }
}

function readParts(body: unknown): { reading: WishReading; keepsExchanges: boolean } {
  if (typeof body !== 'object' || body === null || !('keep_exchanges' in body)) {
    return { reading: readItem(body), keepsExchanges: false }
  }
  const { keep_exchanges: asked, ...item } = body
  const reading = readItem(item)
  if (asked === null || typeof asked === 'boolean') return { reading, keepsExchanges: asked === true }
  const problem = {
    path: 'keep_exchanges',
    code: 'not_true_or_false',
    message: 'keep_exchanges must be true or false',
  }
  return { reading: { ...reading, problems: [...reading.problems, problem] }, keepsExchanges: false }
}
