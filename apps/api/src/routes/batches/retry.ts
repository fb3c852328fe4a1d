import { ticksFromUsd, usdFromTicks } from '@reelkeep/core'
import {
  countAuditedRetries,
  listRetriedBy,
  type RetriedJob,
  type RetryQuote,
  readBatch,
  readRetryQuote,
  setBatchState,
  writeAuditEntries,
} from '@reelkeep/db'
import { z } from 'zod'
import { actOnListedJobs, listBatchJobs } from '../../act-on-batch-jobs.ts'
import { callerOf } from '../../caller.ts'
import { holdAgainstBudget } from '../../control/hold-against-budget.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, notFound } from '../../errors.ts'
import { partOfOrder } from '../../idempotency.ts'
import { presentQuote, retriedSchema } from '../../presenters/present-retry.ts'
import { readBatchJson } from '../../read-batch-json.ts'
import { refuseFailedBeyondLimits } from '../../refuse-beyond-limits.ts'
import { batchSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, ticksSchema, usdSchema } from '../../schemas/values.ts'

const budgetShape = { budget_usd: usdSchema.optional().describe('the budget of the batch from now on') }

export const retryJobBodySchema = z.strictObject(budgetShape).nullish()

const bodySchema = z
  .strictObject({
    ...budgetShape,
    include_moderated: z
      .boolean()
      .default(false)
      .describe('also what the upstream refused for its content, which it nearly always refuses again'),
    dry_run: z.boolean().default(false).describe('only say what would be sent again, and what it costs'),
    expect: z
      .strictObject({ jobs: z.number().int().min(0), quoted_ticks: ticksSchema })
      .optional()
      .describe(
        'the figures of the dry run that was agreed to; 409 `preview_changed` when they are others now',
      ),
  })
  .nullish()

/** Every failed job of the batch again, but for moderated ones; a finished batch runs again, a paused one stays paused. */
export function registerRetryBatch(app: App, deps: AppDeps): void {
  app.post(
    '/v1/batches/:id/retry',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'retryBatch',
        summary: 'Send the failed jobs of a batch again, within its budget',
        description:
          '`retry` in the answer names by reason how many, what they may have cost already (charged, and possibly charged beside it) and what sending them again costs. Moderated jobs are `left_out` unless `include_moderated` asks for them. With `dry_run` nothing is sent and no budget set.',
        tags: ['batches'],
        params: idParamsSchema,
        body: bodySchema,
        response: {
          200: batchSchema.extend({ retry: retriedSchema }),
          ...refusals(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { ownerId, keyId } = caller
      const { id } = request.params
      request.subject.batch_id = id
      const batch = await readBatch(deps.db, { ownerId, id })
      if (batch === null) throw notFound('batch', id)
      if (batch.state === 'canceled')
        throw conflict('batch_over', 'The batch is canceled; it cannot run again.')
      await refuseFailedBeyondLimits({ batch: id }, caller, deps)
      const { include_moderated: includesModerated = false, dry_run: isDryRun = false } = request.body ?? {}
      const budgetTicks = budgetOf(request.body)
      const wish = { batchId: id, jobId: null, budgetTicks, includesModerated, isDryRun }
      // Before they are quoted: what fails from now on is in no figure that anybody has agreed to.
      const ofThese = { ownerId, batchId: id, state: 'failed' } as const
      const chosen = includesModerated ? ofThese : { ...ofThese, exceptReason: 'moderated' }
      const failed = isDryRun ? [] : await listBatchJobs(deps, chosen)
      const { order } = request
      const listDone = async () =>
        order === null
          ? []
          : listRetriedBy(deps.db, { ownerId, batchId: id, order: order.id, includesModerated })
      const before = order?.isTakenUp ? await listDone() : []
      const expected = request.body?.expect
      if (expected !== undefined) {
        checkExpected(expected, await readRetryQuote(deps.db, { ...wish, ownerId }), before)
      }
      // What one order sent again, and failed once more since, is not bought by it a second time.
      const bought = new Set(before.map((job) => job.id))
      const left = failed.filter((job) => !bought.has(job))
      const quote =
        left.length === 0 && bought.size > 0
          ? await readRetryQuote(deps.db, { ...wish, ownerId })
          : await holdAgainstBudget(deps, caller, wish, request)
      if (isDryRun) {
        const retry = presentQuote(quote, { jobs: quote.count, isDryRun })
        return { ...(await readBatchJson(deps, caller, id)), retry }
      }
      const retriedNow = await actOnListedJobs(deps, left, () => ({
        type: 'job-retried',
        by: keyId,
        ...partOfOrder(request),
      }))
      // Another process of the order has done a part, or is at it beside us.
      const after = order?.isTakenUp || retriedNow < left.length ? await listDone() : null
      const retried = Math.max(retriedNow, after?.length ?? 0)
      request.subject.retried = retried
      const by = { ownerId, actor: keyId, requestId: request.id, ip: request.ip }
      if (retriedNow > 0 || after?.some(({ isOpen }) => isOpen)) {
        await setBatchState(deps.db, {
          ...by,
          id,
          from: ['finished'],
          to: 'running',
          action: 'batch-resumed',
        })
      }
      const told = order === null ? 0 : await countAuditedRetries(deps.db, { batchId: id, order: order.id })
      if (retried > told) {
        const detail = {
          retried: retried - told,
          include_moderated: includesModerated,
          ...partOfOrder(request),
        }
        await writeAuditEntries(deps.db, [
          { ...by, action: 'batch-retried', target: id, reason: null, detail },
        ])
      }
      return {
        ...(await readBatchJson(deps, caller, id)),
        retry: {
          ...presentQuote(quote, { jobs: retried, isDryRun }),
          quoted_ticks: String(quote.quotedTicks + goneTicks(before)),
        },
      }
    },
  )
}

function checkExpected(
  expected: { readonly jobs: number; readonly quoted_ticks: string },
  { count, quotedTicks }: RetryQuote,
  before: readonly RetriedJob[],
): void {
  const jobs = count + before.filter(({ isQuoted }) => !isQuoted).length
  if (expected.jobs === jobs && expected.quoted_ticks === String(quotedTicks + goneTicks(before))) return
  throw conflict(
    'preview_changed',
    `${count} jobs would be sent again now, for ${usdFromTicks(quotedTicks)} USD as quoted; ask again with dry_run.`,
  )
}

/** Of what the order sent again before, and is in no quote of what failed. */
function goneTicks(before: readonly RetriedJob[]): bigint {
  return before.reduce((sum, { isQuoted, quotedTicks }) => sum + (isQuoted ? 0n : (quotedTicks ?? 0n)), 0n)
}

/** The schema has seen that it is an amount. */
export function budgetOf(body: z.infer<typeof retryJobBodySchema>) {
  const usd = body?.budget_usd
  return usd === undefined ? null : ticksFromUsd(String(usd))
}
