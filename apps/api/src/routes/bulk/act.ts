import { bulkActions, type JsonValue } from '@reelkeep/core'
import { beginBulk, newOperationId, operationIdOf, readOperation } from '@reelkeep/db'
import { z } from 'zod'
import { bulkToken } from '../../bulk/bulk-token.ts'
import { checkAgreed } from '../../bulk/check-agreed.ts'
import { previewBulk, type QuotePart } from '../../bulk/preview-bulk.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, invalidValue, notFound } from '../../errors.ts'
import { jobFilterOf, jobFilterShape } from '../../job-filter.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { presentReason, retryReasonSchema } from '../../presenters/present-retry.ts'
import { ticksText } from '../../presenters/present-values.ts'
import { refuseFailedBeyondLimits } from '../../refuse-beyond-limits.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema } from '../../schemas/operation.ts'
import { ticksSchema } from '../../schemas/values.ts'

const count = z.number().int().min(0)

const filterSchema = z
  .strictObject({
    ...jobFilterShape,
    ids: z
      .array(z.string().regex(/^job_[0-9a-z]{26}$/, 'must be the id of a job'))
      .min(1)
      .max(1_000)
      .optional(),
  })
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
    error: 'must name at least one thing, such as { "state": "failed" } or { "batch": "autumn" }',
  })
  .describe('as the query of GET /v1/jobs')

const bodySchema = z
  .strictObject({
    action: z.enum(bulkActions),
    filter: filterSchema,
    priority: z.number().int().min(0).max(9).optional().describe('for prioritize: 9 goes first'),
    include_moderated: z
      .boolean()
      .default(false)
      .describe(
        'for retry: also what was refused for its content; a filter of reason moderated says the same',
      ),
    dry_run: z.boolean().default(false).describe('only say what would be done, and what it costs'),
    confirm: z.string().min(1).max(200).optional().describe('the token of the dry run that was agreed to'),
    expect: z
      .strictObject({
        matched: count.optional(),
        matched_max: count.optional(),
        high_ticks_max: z
          .string()
          .regex(/^\d{1,18}$/, 'must be ticks as decimal text')
          .optional(),
      })
      .optional()
      .describe('instead of a token: the figures that are agreed to'),
  })
  .meta({ id: 'BulkRequest' })

const causeSchema = z.object({ code: z.string(), message: z.string(), count })

const previewSchema = z
  .object({
    object: z.literal('bulk_preview'),
    action: z.enum(bulkActions),
    matched: count,
    accepted: count.describe('to which the action is open, and for which every cap has room'),
    refused: z.array(causeSchema),
    skipped: z
      .array(causeSchema)
      .describe(
        'for which the budget of their batch or the cap of their key has no room, no price is known, or whose upstream is not configured: passed over',
      ),
    waiting: count.describe(
      'of the accepted, those for which the day cap of their key has no room now: back in line, they wait for the budget',
    ),
    reasons: z.array(retryReasonSchema).describe('for retry: what the accepted may have cost already'),
    cost: z.object({
      rows: count.describe('jobs that are submitted again'),
      low_ticks: ticksSchema,
      expected_ticks: ticksSchema.nullable().describe('null while a price is unknown'),
      high_ticks: ticksSchema.nullable().describe('null while a row has neither price nor maximum'),
      unknown: z.array(z.object({ upstream: z.string(), model: z.string(), rows: count })),
      parts: z
        .array(
          z.object({
            simulated: z.boolean(),
            rows: count,
            low_ticks: ticksSchema,
            expected_ticks: ticksSchema.nullable(),
            high_ticks: ticksSchema.nullable(),
          }),
        )
        .describe('the same, real money and that of simulated upstreams apart'),
    }),
    token: z.string().describe('send it back as `confirm`'),
  })
  .meta({ id: 'BulkPreview' })

/** Between the look and the begin somebody may always move a job; so often both are done again. */
const triesMax = 3

export function registerBulk(app: App, deps: AppDeps): void {
  app.post(
    '/v1/bulk',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'actOnMany',
        summary: 'Retry, cancel, rearchive or prioritize many jobs by a filter',
        description:
          'First with `dry_run`: how many match, which are refused and why, and what it costs. Then with the `token` as `confirm`, or with figures to `expect`: 202 with an operation that a worker does job by job, or 409 `preview_changed` with the new figures. Rearchive sends nothing and costs nothing: it asks the upstream again for clips that are paid for.',
        tags: ['operations'],
        body: bodySchema,
        response: {
          200: previewSchema,
          202: operationSchema,
          ...refusals(400, 401, 403, 409, 503),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { ownerId, keyId } = caller
      const { action, filter: asked, confirm, expect } = request.body
      const priority = request.body.priority ?? null
      if ((action === 'prioritize') !== (priority !== null)) {
        throw invalidValue(
          'priority',
          'priority_not_allowed',
          'priority is needed for prioritize, and only there',
        )
      }
      const { ids, ...fields } = asked
      const filter = jobFilterOf(fields, ids ?? null)
      const includesModerated = request.body.include_moderated || fields.reason === 'moderated'
      if (action === 'retry') await refuseFailedBeyondLimits(filter, caller, deps)
      const configured = new Set(deps.upstreams.map(({ rules }) => rules.name))
      const { order } = request
      const id = order === null ? newOperationId() : operationIdOf(order.id)
      for (let tries = 1; ; tries += 1) {
        // Another process of the order may have begun it, before us or just now: one order is begun once.
        const begunBefore = order === null ? null : await readOperation(deps.db, { ownerId, id })
        if (begunBefore !== null) return reply.code(202).send(presentOperation(begunBefore))
        const wish = { action, filter, includesModerated }
        const preview = await previewBulk(deps.db, ownerId, wish, configured)
        const previewed = { ownerId, action, priority, filter: asked, includesModerated, preview }
        if (request.body.dry_run) {
          const { matched, accepted, refused, skipped, waiting, reasons, quote, quoteParts } = preview
          return reply.code(200).send({
            object: 'bulk_preview' as const,
            action,
            matched,
            accepted,
            refused: refused.map((group) => ({ ...group })),
            skipped: skipped.map((group) => ({ ...group })),
            waiting,
            reasons: reasons.map(presentReason),
            cost: {
              rows: quote.rows,
              low_ticks: String(quote.lowTicks),
              expected_ticks: ticksText(quote.expectedTicks),
              high_ticks: ticksText(quote.highTicks),
              unknown: quote.unknown.map((price) => ({ ...price })),
              parts: quoteParts.map(presentPart),
            },
            token: bulkToken(deps.config.secret, previewed),
          })
        }
        if (confirm === undefined && (expect === undefined || Object.keys(expect).length === 0)) {
          throw invalidValue(
            'confirm',
            'confirm_required',
            'confirm must be the token of a dry_run; or say what you expect, such as { "matched": 212 }',
          )
        }
        checkAgreed({ confirm, expect }, deps.config.secret, previewed)
        const isBounded = confirm === undefined && expect?.matched === undefined
        const begun = await beginBulk(deps.db, {
          id,
          ownerId,
          keyId,
          action,
          filter,
          options: {
            filter: storable(asked),
            ...(priority === null ? {} : { priority }),
            ...(includesModerated ? { include_moderated: true } : {}),
          },
          quotedTicks: preview.quote.expectedTicks,
          quotedParts: preview.quoteParts.map(({ simulated, rows, expectedTicks }) => ({
            simulated,
            jobs: rows,
            ticks: ticksText(expectedTicks),
          })),
          hash: isBounded && action !== 'retry' ? null : preview.hash,
          matchedMax: expect?.matched_max ?? Math.max(preview.matched, expect?.matched ?? 0),
          requestId: request.id,
          ip: request.ip,
        })
        if (!begun && tries < triesMax) continue
        if (!begun) {
          throw conflict(
            'preview_changed',
            'The jobs move faster than they can be listed; narrow the filter, or pause them.',
          )
        }
        const operation = await readOperation(deps.db, { ownerId, id })
        if (operation === null) throw notFound('operation', id)
        request.subject.operation_id = id
        return reply.code(202).send(presentOperation(operation))
      }
    },
  )
}

function presentPart({ simulated, rows, lowTicks, expectedTicks, highTicks }: QuotePart) {
  return {
    simulated,
    rows,
    low_ticks: String(lowTicks),
    expected_ticks: ticksText(expectedTicks),
    high_ticks: ticksText(highTicks),
  }
}

/** As it was asked for, without what was left out. */
function storable(filter: z.infer<typeof filterSchema>): { readonly [name: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
