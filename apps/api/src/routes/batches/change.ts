import { type Ticks, ticksFromUsd } from '@reelkeep/core'
import { type BudgetOutcome, readBatch, setBatchBrakes, setBatchBudget, setBatchPriority } from '@reelkeep/db'
import { z } from 'zod'
import { stopRuleOf, stopWhenSchema, trialSchema } from '../../batches/brake-fields.ts'
import { rowsWithoutPrice } from '../../batches/check-money.ts'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, invalidValue, notFound } from '../../errors.ts'
import { nudgeUpstreams } from '../../nudge-upstreams.ts'
import { readBatchJson } from '../../read-batch-json.ts'
import { batchSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, prioritySchema, usdSchema } from '../../schemas/values.ts'

const bodySchema = z
  .strictObject({
    budget_usd: usdSchema
      .nullable()
      .optional()
      .describe('what it may cost in all, with what it has cost already; null: no budget'),
    priority: prioritySchema.optional().describe('of its queued jobs; 9 goes first'),
    trial: trialSchema
      .nullable()
      .optional()
      .describe('only rows up to this one are sent until a person resumes; null ends a trial'),
    stop_when: stopWhenSchema.optional(),
  })
  .meta({ id: 'BatchChange' })

/** What of a batch may change while it runs. Its name stays: clips and records lie under it. */
export function registerChangeBatch(app: App, deps: AppDeps): void {
  const { db } = deps
  app.patch(
    '/v1/batches/:id',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'changeBatch',
        summary: 'Change the budget, the priority or the brakes of a batch',
        tags: ['batches'],
        params: idParamsSchema,
        body: bodySchema,
        response: { 200: batchSchema, ...refusals(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { ownerId } = caller
      const { id } = request.params
      const { budget_usd: usd, priority, trial, stop_when: stopWhen } = request.body
      request.subject.batch_id = id
      if (Object.keys(request.body).length === 0) {
        throw invalidValue(
          null,
          'nothing_to_change',
          'Name at least one thing to change.',
          Object.keys(bodySchema.shape),
        )
      }
      const batch = await readBatch(db, { ownerId, id })
      if (batch === null) throw notFound('batch', id)
      if (batch.state === 'canceled') throw isOver()
      const by = { ownerId, ...auditedBy(request) }
      // The budget first: it alone can be refused.
      if (usd !== undefined)
        checkBudget(await setBatchBudget(db, { ...by, id, budgetTicks: ticksOf(usd) }), id)
      if (trial !== undefined || stopWhen !== undefined) {
        await setBatchBrakes(db, {
          ...by,
          id,
          ...(trial === undefined ? {} : { trialRows: trial }),
          ...(stopWhen === undefined ? {} : { stopWhen: stopRuleOf(stopWhen) }),
        })
      }
      if (priority !== undefined) await setBatchPriority(db, { ...by, batchId: id, priority })
      await nudgeUpstreams(deps)
      return readBatchJson(deps, caller, id)
    },
  )
}

/** The schema has seen that it is an amount. */
function ticksOf(usd: string | number | null): Ticks | null {
  return usd === null ? null : ticksFromUsd(String(usd))
}

function checkBudget(set: BudgetOutcome, id: string): void {
  switch (set.outcome) {
    case 'set':
      return
    case 'missing':
      throw notFound('batch', id)
    case 'over':
      throw isOver()
    case 'unpriced':
      throw rowsWithoutPrice(set.rows)
  }
}

function isOver() {
  return conflict('batch_over', 'The batch is canceled; nothing of it will be sent any more.')
}
