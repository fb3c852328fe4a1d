import { billVerdicts, listReconciliationLines, listReconciliations } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { idOfCursor, numberShape, pageOf } from '../../paging.ts'
import {
  presentReconciliation,
  presentReconciliationLine,
  reconciliationLineSchema,
  reconciliationSchema,
} from '../../reconcile/reconciliation-schema.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, listSchema, pageQueryShape, stateListSchema } from '../../schemas/values.ts'

const idShape = /^bill_[0-9a-z]{26}$/

/** What bills were imported and what they said. */
export function registerReadReconciliations(app: App, deps: AppDeps): void {
  registerList(app, deps)
  registerShow(app, deps)
  registerLines(app, deps)
}

function registerList(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/reconciliations',
    {
      schema: {
        operationId: 'listReconciliations',
        summary: 'Imported bills, newest first',
        tags: ['money'],
        querystring: z.strictObject(pageQueryShape),
        response: { 200: listSchema(reconciliationSchema), ...refusals(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const before = idOfCursor(cursor, idShape)
      const rows = await listReconciliations(db, callerOf(request).ownerId, { before, limit: limit + 1 })
      return pageOf(rows, limit, ({ id }) => id, presentReconciliation)
    },
  )
}

function registerShow(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/reconciliations/:id',
    {
      schema: {
        operationId: 'getReconciliation',
        summary: 'One imported bill',
        tags: ['money'],
        params: idParamsSchema,
        response: { 200: reconciliationSchema, ...refusals(401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const [row] = await listReconciliations(db, callerOf(request).ownerId, { id, before: null, limit: 1 })
      if (row === undefined) throw notFound('reconciliation', id)
      return presentReconciliation(row)
    },
  )
}

function registerLines(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/reconciliations/:id/lines',
    {
      schema: {
        operationId: 'listReconciliationLines',
        summary: 'What a bill said of each task, in the order of the file',
        tags: ['money'],
        params: idParamsSchema,
        querystring: z.strictObject({ ...pageQueryShape, verdict: stateListSchema(billVerdicts).optional() }),
        response: { 200: listSchema(reconciliationLineSchema), ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit, cursor, verdict } = request.query
      const { ownerId } = callerOf(request)
      const [known] = await listReconciliations(db, ownerId, { id, before: null, limit: 1 })
      if (known === undefined) throw notFound('reconciliation', id)
      const wanted = verdict?.split(',')
      const rows = await listReconciliationLines(db, ownerId, {
        id,
        verdicts: wanted === undefined ? null : billVerdicts.filter((name) => wanted.includes(name)),
        after: Number(idOfCursor(cursor, numberShape) ?? 0),
        limit: limit + 1,
      })
      return pageOf(rows, limit, ({ place }) => String(place), presentReconciliationLine)
    },
  )
}
