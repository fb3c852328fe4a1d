import { submissionStatuses } from '@reelkeep/core'
import { listSubmissions, readJob, type SubmissionRecord } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { idOfCursor, numberShape, pageOf } from '../../paging.ts'
import { momentText, ticksText } from '../../presenters/present-values.ts'
import { refusals } from '../../schemas/error.ts'
import {
  idParamsSchema,
  listSchema,
  momentSchema,
  pageQueryShape,
  ticksSchema,
} from '../../schemas/values.ts'

const submissionSchema = z
  .object({
    id: z.string(),
    object: z.literal('submission'),
    number: z.number().int().describe('1 is the first POST'),
    status: z.enum(submissionStatuses),
    created_at: momentSchema,
    sent_at: momentSchema.nullable().describe('when sending was committed; null: not sent, or not by us'),
    settled_at: momentSchema.nullable().describe('null: still open'),
    task_id: z.string().nullable(),
    http_status: z.number().int().nullable(),
    message: z.string().nullable(),
    worker_id: z.string().nullable(),
    requested_model: z.string(),
    reported_model: z.string().nullable(),
    price_version: z.string().nullable(),
    charged_ticks: ticksSchema.nullable().describe('null: nothing was booked, or nobody knows'),
    contingent_ticks: ticksSchema.nullable().describe('booked as perhaps charged'),
    doubt: z
      .object({
        since: momentSchema.nullable(),
        why: z.string().nullable(),
        answer_due_at: momentSchema.nullable().describe('until then the answer was waited for'),
        answer: z
          .object({
            at: momentSchema,
            http_status: z.number().int().nullable(),
            content_type: z.string().nullable(),
            body: z.string().nullable().describe('redacted'),
            read_as: z.string().nullable(),
          })
          .nullable()
          .describe('what came back on the POST; null: nothing is kept'),
      })
      .nullable()
      .describe('the evidence, of a submission of which it is not, or was not, known whether it arrived'),
  })
  .meta({ id: 'Submission' })

/** Every POST that was made of a job, and what is known of it. */
export function registerListSubmissions(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs/:id/submissions',
    {
      schema: {
        operationId: 'listSubmissions',
        summary: 'A job’s submissions, oldest first, with the evidence of those in doubt',
        tags: ['jobs'],
        params: idParamsSchema,
        querystring: z.strictObject(pageQueryShape),
        response: { 200: listSchema(submissionSchema), ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const job = { ownerId: callerOf(request).ownerId, id: request.params.id }
      const afterNumber = Number(idOfCursor(cursor, numberShape) ?? 0)
      const submissions = await listSubmissions(db, job, { limit, afterNumber })
      if (submissions.length === 0 && (await readJob(db, job)) === null) throw notFound('job', job.id)
      return pageOf(submissions, limit, ({ number }) => String(number), presentSubmission)
    },
  )
}

function presentSubmission(submission: SubmissionRecord): z.infer<typeof submissionSchema> {
  return {
    id: submission.id,
    object: 'submission',
    number: submission.number,
    status: submission.status,
    created_at: submission.createdAt.toISOString(),
    sent_at: momentText(submission.sentAt),
    settled_at: momentText(submission.settledAt),
    task_id: submission.taskId,
    http_status: submission.httpStatus,
    message: submission.message,
    worker_id: submission.workerId,
    requested_model: submission.requestedModel,
    reported_model: submission.reportedModel,
    price_version: submission.priceVersion,
    charged_ticks: ticksText(submission.chargedTicks),
    contingent_ticks: ticksText(submission.contingentTicks),
    doubt: presentDoubt(submission),
  }
}

function presentDoubt(submission: SubmissionRecord) {
  if (submission.status !== 'unknown' && submission.unknownAt === null) return null
  const { answer } = submission
  return {
    since: momentText(submission.unknownAt),
    why: submission.message,
    answer_due_at: momentText(submission.deadlineAt),
    answer:
      answer === null
        ? null
        : {
            at: new Date(answer.at).toISOString(),
            http_status: answer.httpStatus,
            content_type: answer.contentType,
            body: answer.body,
            read_as: answer.readAs,
          },
  }
}
