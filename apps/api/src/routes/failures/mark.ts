import { markFailureGroup } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { reasonSchema } from '../../schemas/values.ts'

const markedSchema = z
  .object({
    object: z.literal('failure_group'),
    fingerprint: z.string(),
    status: z.enum(['open', 'resolved', 'ignored']),
  })
  .meta({ id: 'MarkedFailureGroup' })

export const fingerprintParamsSchema = z.strictObject({
  fingerprint: z
    .string()
    .max(80)
    .regex(/^[a-z_]+\.[a-z_]+\.[0-9a-f]{12}$/, 'must be a fingerprint of GET /v1/failures'),
})

const statusAfter = { resolve: 'resolved', ignore: 'ignored', reopen: 'open' } as const

const summaries = {
  resolve: 'Call the cause of these failures removed; the group opens again when another one comes',
  ignore: 'Show these failures no more, however many come, until they are opened again',
  reopen: 'Show these failures again',
} as const

/** What a person says about a group of failures. The failures themselves stay as they are. */
export function registerMarkFailures(app: App, { db }: AppDeps): void {
  for (const verb of ['resolve', 'ignore', 'reopen'] as const) {
    app.post(
      `/v1/failures/:fingerprint/${verb}`,
      {
        config: { scope: 'operate' },
        schema: {
          operationId: `${verb}Failures`,
          summary: summaries[verb],
          tags: ['reports'],
          params: fingerprintParamsSchema,
          body: z.strictObject({ reason: reasonSchema.optional() }).nullish(),
          response: { 200: markedSchema, ...refusals(400, 401, 403, 404, 503) },
        },
      },
      async (request) => {
        const { ownerId, keyId } = callerOf(request)
        const { fingerprint } = request.params
        const status = statusAfter[verb]
        const reason = request.body?.reason ?? null
        const mark = { ownerId, fingerprint, status, reason, keyId, requestId: request.id, ip: request.ip }
        if (!(await markFailureGroup(db, mark))) throw notFound('failure_group', fingerprint)
        return { object: 'failure_group' as const, fingerprint, status }
      },
    )
  }
}
