import { ledgerKinds } from '@reelkeep/core'
import { listJobLedger, readJob } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { idOfCursor, pageOf } from '../../paging.ts'
import { ticksText } from '../../presenters/present-values.ts'
import { refusals } from '../../schemas/error.ts'
import {
  idParamsSchema,
  listSchema,
  momentSchema,
  pageQueryShape,
  ticksSchema,
} from '../../schemas/values.ts'

const entrySchema = z
  .object({
    charge_key: z.string().describe('what is booked, said once: the same is never booked twice'),
    at: momentSchema,
    kind: z.enum(ledgerKinds),
    debit: z.string(),
    credit: z.string(),
    ticks: ticksSchema.nullable().describe('null: an amount that nobody knows'),
    source: z.enum(['metered', 'estimated', 'unknown']),
    price_version: z.string().nullable(),
    submission_id: z.string().nullable().describe('null: of the row itself, such as its quote'),
  })
  .meta({ id: 'LedgerEntry' })

const placeShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z [\x21-\x7e]{1,200}$/

/** What was booked about a job, oldest first. */
export function registerListJobLedger(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/jobs/:id/ledger',
    {
      schema: {
        operationId: 'listJobLedger',
        summary: 'A job’s entries in the ledger, oldest first',
        tags: ['jobs'],
        params: idParamsSchema,
        querystring: z.strictObject(pageQueryShape),
        response: { 200: listSchema(entrySchema), ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const job = { ownerId: callerOf(request).ownerId, id: request.params.id }
      const entries = await listJobLedger(db, job, { limit, after: idOfCursor(cursor, placeShape) })
      if (entries.length === 0 && (await readJob(db, job)) === null) throw notFound('job', job.id)
      return pageOf(
        entries,
        limit,
        (entry) => entry.place,
        (entry) => ({
          charge_key: entry.chargeKey,
          at: entry.at.toISOString(),
          kind: entry.kind,
          debit: entry.debit,
          credit: entry.credit,
          ticks: ticksText(entry.ticks),
          source: entry.source,
          price_version: entry.priceVersion,
          submission_id: entry.submissionId,
        }),
      )
    },
  )
}
