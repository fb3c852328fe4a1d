import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { answerAction, findJob } from './answer-action.ts'

export function registerCancelJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/cancel',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'cancelJob',
        summary: 'Cancel a job that is not yet sent',
        tags: ['jobs'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const job = await findJob(deps, request)
      const acted = await actOnJob(deps, job.id, () => ({
        type: 'job-canceled',
        by: caller.keyId,
        reason: 'by_user',
      }))
      return answerAction(deps, request, acted, {
        action: 'job-canceled',
        reason: null,
        hasHappened: async ({ state }) => state === 'canceled',
        refusal: ({ state, submissions }) =>
          submissions === 0 && state === 'failed'
            ? conflict(
                'already_finished',
                'The job has failed and was never sent; there is nothing to cancel.',
              )
            : conflict(
                'already_sent',
                `The job is ${state}: it was sent, and what was sent cannot be canceled.`,
              ),
      })
    },
  )
}
