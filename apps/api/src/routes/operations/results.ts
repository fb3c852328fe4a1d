import { listOperationResults, readOperation } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { idOfCursor, numberShape, pageOf } from '../../paging.ts'
import { momentText } from '../../presenters/present-values.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, listSchema, momentSchema, pageQueryShape } from '../../schemas/values.ts'

const outcomes = ['done', 'refused', 'skipped', 'problem'] as const

const resultSchema = z
  .object({
    place: z.number().int(),
    job_id: z.string(),
    custom_id: z.string().nullable(),
    row: z.number().int().nullable(),
    prompt: z.string().nullable(),
    outcome: z.enum(outcomes).nullable().describe('null: not yet done'),
    code: z.string().nullable(),
    message: z.string().nullable(),
    at: momentSchema.nullable(),
  })
  .meta({ id: 'OperationResult' })

export function registerListOperationResults(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/operations/:id/results',
    {
      schema: {
        operationId: 'listOperationResults',
        summary: 'What became of each job of a bulk action, in the order it is done',
        tags: ['operations'],
        params: idParamsSchema,
        querystring: z.strictObject({ outcome: z.enum(outcomes).optional(), ...pageQueryShape }),
        response: { 200: listSchema(resultSchema), ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit, cursor, outcome } = request.query
      const operation = await readOperation(db, { ownerId: callerOf(request).ownerId, id })
      if (operation === null) throw notFound('operation', id)
      const afterPlace = Number(idOfCursor(cursor, numberShape) ?? 0)
      const rows = await listOperationResults(db, id, { afterPlace, limit, outcome: outcome ?? null })
      return pageOf(
        rows,
        limit,
        ({ place }) => String(place),
        ({ place, jobId, customId, row, prompt, outcome: found, code, message, at }) => ({
          place,
          job_id: jobId,
          custom_id: customId,
          row,
          prompt,
          outcome: found,
          code,
          message,
          at: momentText(at),
        }),
      )
    },
  )
}
