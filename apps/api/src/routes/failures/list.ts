import { listFailureGroups } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { readFailureTrend } from '../../failure-trend.ts'
import { idOfCursor, pageOf } from '../../paging.ts'
import {
  failureGroupSchema,
  presentFailureGroup,
  presentTrend,
  trendShape,
} from '../../presenters/present-failure-group.ts'
import { refuseBackwards } from '../../refuse-backwards.ts'
import { refusals } from '../../schemas/error.ts'
import { listSchema, momentQuerySchema, pageQueryShape } from '../../schemas/values.ts'

const text = z.string().min(1).max(300)

const querySchema = z.strictObject({
  batch: text.optional().describe('id or name'),
  upstream: text.optional(),
  model: text.optional(),
  from: momentQuerySchema.optional().describe('seven days before `to` when absent'),
  to: momentQuerySchema.optional().describe('now when absent'),
  status: z
    .enum(['open', 'resolved', 'ignored', 'all'])
    .default('open')
    .describe('open: also what was resolved and came back'),
  ...pageQueryShape,
})

const sevenDaysMs = 7 * 86_400_000
const cursorShape = /^\d{1,9} [a-z_]{1,20}\.[a-z_]{1,40}\.[0-9a-f]{12}$/

export function registerListFailures(app: App, { db, clock, config: { timeZone } }: AppDeps): void {
  app.get(
    '/v1/failures',
    {
      schema: {
        operationId: 'listFailures',
        summary: 'Failures by their cause, most numerous first',
        description:
          'A cause is the step, the reason and the shape of the upstream’s words, at whichever upstream. `fingerprint` is a filter of GET /v1/jobs and POST /v1/bulk. Trends go by the hour for two days and less, else by the day.',
        tags: ['reports'],
        querystring: querySchema,
        response: { 200: listSchema(failureGroupSchema).extend(trendShape), ...refusals(400, 401, 503) },
      },
    },
    async (request) => {
      const { batch, upstream, model, from, to, status, limit, cursor } = request.query
      const { ownerId } = callerOf(request)
      const now = clock.now()
      const until = to === undefined ? null : new Date(to)
      const since = from === undefined ? new Date((until ?? now).getTime() - sevenDaysMs) : new Date(from)
      refuseBackwards(since, until)
      const filter = {
        batch: batch ?? null,
        upstream: upstream ?? null,
        model: model ?? null,
        from: since,
        to: until,
        status: status === 'all' ? null : status,
        fingerprint: null,
      }
      const page = { limit, after: afterOf(cursor) }
      const [groups, trend] = await Promise.all([
        listFailureGroups(db, ownerId, filter, page),
        readFailureTrend(db, ownerId, filter, { now, timeZone }),
      ])
      const shown = pageOf(
        groups,
        limit,
        ({ count, fingerprint }) => `${count} ${fingerprint}`,
        (group) => presentFailureGroup(group, trend),
      )
      return { ...shown, ...presentTrend(trend) }
    },
  )
}

function afterOf(cursor: string | undefined): { count: number; fingerprint: string } | null {
  const text = idOfCursor(cursor, cursorShape)
  if (text === null) return null
  const [count = '', fingerprint = ''] = text.split(' ')
  return { count: Number(count), fingerprint }
}
