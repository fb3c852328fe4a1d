import { isFinal } from '@reelkeep/core'
import { hasJobEvent, listDoneByOrder } from '@reelkeep/db'
import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import { holdAgainstBudget } from '../../control/hold-against-budget.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { partOfOrder } from '../../idempotency.ts'
import { refuseBeyondLimits } from '../../refuse-beyond-limits.ts'
import { refuseCanceledBatch } from '../../refuse-canceled-batch.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema } from '../../schemas/values.ts'
import { budgetOf, retryJobBodySchema } from '../batches/retry.ts'
import { answerAction, findJob } from './answer-action.ts'

export function registerRetryJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/retry',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'retryJob',
        summary: 'Send a failed job again, as a new submission',
        tags: ['jobs'],
        params: idParamsSchema,
        body: retryJobBodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const job = await findJob(deps, request)
      const { order } = request
      // What one order sent again, and failed once more since, it does not buy a second time: no limit is asked.
      const isBought =
        order?.isTakenUp === true && (await listDoneByOrder(deps.db, order.id, [job.id])).has(job.id)
      const isToBuy = job.state === 'failed' && !isBought
      if (isToBuy) refuseBeyondLimits(job, caller, deps)
      if (isToBuy && job.batchId !== null) {
        await refuseCanceledBatch(deps, caller, job.batchId)
        const wish = {
          batchId: job.batchId,
          jobId: job.id,
          budgetTicks: budgetOf(request.body),
          includesModerated: true,
          isDryRun: false,
        }
        await holdAgainstBudget(deps, caller, wish, request)
      }
      const acted = await actOnJob(deps, job.id, () => ({
        type: 'job-retried',
        by: caller.keyId,
        ...partOfOrder(request),
      }))
      return answerAction(deps, request, acted, {
        action: 'job-retried',
        reason: null,
        hasHappened: async ({ id, state }) => !isFinal(state) && hasJobEvent(deps.db, id, 'job-retried'),
        refusal: ({ id, state, adopted }) =>
          adopted
            ? conflict(
                'adopted_not_sent',
                `The task of ${id} was made elsewhere and is never sent again; send its prompt as a new row.`,
              )
            : conflict('not_failed', `The job is ${state}; only a failed job can be retried.`),
      })
    },
  )
}
