import { isFinal } from '@reelkeep/core'
import { hasJobEvent } from '@reelkeep/db'
import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { answerAction, findJob } from './answer-action.ts'

export function registerRearchiveJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/rearchive',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'rearchiveJob',
        summary: 'Ask the upstream again for the clip of a failed job; nothing is submitted and nothing paid',
        description:
          'For a job whose task may still give its clip: its link died, what came was no clip, it was set aside after crashes, or the upstream did not know it. A kept clip that was found damaged is fetched again by POST /v1/bulk.',
        tags: ['jobs'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { keyId: by } = callerOf(request)
      const job = await findJob(deps, request)
      const acted = await actOnJob(deps, job.id, () => ({ type: 'job-rearchived', by }))
      return answerAction(deps, request, acted, {
        action: 'job-rearchived',
        reason: null,
        hasHappened: async ({ id, state }) => !isFinal(state) && hasJobEvent(deps.db, id, 'job-rearchived'),
        refusal: ({ state, reason }) =>
          state === 'archived'
            ? conflict(
                'already_archived',
                'The job is archived. If a scrub found its clip damaged, ask for it again with POST /v1/bulk, action rearchive.',
              )
            : conflict(
                'not_rearchivable',
                `The job is ${state}${reason === null ? '' : `, ${reason}`}: no task is left that could still give its clip. POST /v1/jobs/{id}/retry submits it again.`,
              ),
      })
    },
  )
}
