import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { answerAction, findJob } from './answer-action.ts'
import { sentAlready } from './sent-already.ts'

/** Holds one queued job until a person lets it go; what was sent is paid for and goes on. */
export function registerPauseJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/pause',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'pauseJob',
        summary: 'Hold a job that is not yet sent',
        tags: ['jobs'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const job = await findJob(deps, request)
      const by = callerOf(request).keyId
      const acted = await actOnJob(deps, job.id, () => ({ type: 'job-paused', by }))
      return answerAction(deps, request, acted, {
        action: 'job-paused',
        reason: null,
        hasHappened: async ({ state, waitingFor }) => state === 'queued' && waitingFor === 'pause',
        refusal: (found) => sentAlready(found, 'paused'),
      })
    },
  )
}
