import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { answerAction, findJob } from './answer-action.ts'
import { sentAlready } from './sent-already.ts'

/** Lets a held job go; one of a paused batch waits for its batch all the same. */
export function registerResumeJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/resume',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'resumeJob',
        summary: 'Let a held job be sent',
        tags: ['jobs'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const job = await findJob(deps, request)
      const by = callerOf(request).keyId
      const acted = await actOnJob(deps, job.id, () => ({ type: 'job-resumed', by }))
      return answerAction(deps, request, acted, {
        action: 'job-resumed',
        reason: null,
        // Not held: it is on its way to where a resume would send it.
        hasHappened: async ({ state }) => state === 'queued',
        refusal: (found) => sentAlready(found, 'resumed'),
      })
    },
  )
}
