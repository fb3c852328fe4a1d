import { jobStates } from '@reelkeep/core'
import { readStats, readStoreHealth } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { momentText } from '../../presenters/present-values.ts'
import { refusals } from '../../schemas/error.ts'
import { momentSchema } from '../../schemas/values.ts'

const windowMinutesMax = 7 * 24 * 60
const querySchema = z.strictObject({
  minutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(windowMinutesMax)
    .default(60)
    .describe('the window, ending now'),
})

const count = z.number().int()
const latencySchema = z
  .object({ p50_ms: z.number().nullable(), p95_ms: z.number().nullable() })
  .describe('at most 10 % off')

const statsSchema = z.object({
  object: z.literal('stats'),
  from: momentSchema,
  jobs: z.record(z.string(), count),
  created: count,
  archived: count,
  failed: count,
  bytes: z.string(),
  archived_per_minute: z.number().describe('over the whole window'),
  archived_per_busy_minute: z
    .number()
    .nullable()
    .describe('over the minutes in which clips were being made; null: in none, or the window is above a day'),
  polls_per_clip: z.number().nullable(),
  latency: z.object({
    queued: latencySchema,
    rendering: latencySchema,
    archiving: latencySchema,
    total: latencySchema,
  }),
  lateness_ms_max: z.number().nullable(),
  clips_damaged: count.describe('stored clips in which the last check found other bytes, or none'),
  store: z.object({
    failing_since: momentSchema.nullable().describe('no clip kept and no good probe since; null: it is well'),
    last_failure: z.string().nullable(),
    last_failure_at: momentSchema.nullable(),
    closed_at: momentSchema.nullable().describe('since when nothing is bought; null: admission is open'),
    closed_kind: z.enum(['failing', 'at_risk']).nullable(),
    closed_reason: z.string().nullable(),
    kept_at: momentSchema.nullable().describe('when a clip was last kept, to the minute'),
  }),
})

const minuteMs = 60_000

export function registerReadStats(app: App, { db, clock, config }: AppDeps): void {
  app.get(
    '/v1/stats',
    {
      schema: {
        operationId: 'readStats',
        summary: 'Throughput, latencies and lateness',
        tags: ['reports'],
        querystring: querySchema,
        response: { 200: statsSchema, ...refusals(400, 401, 503) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { minutes } = request.query
      const to = clock.now()
      const from = new Date(to.getTime() - minutes * minuteMs)
      const { ownerId } = caller
      const [stats, store] = await Promise.all([
        readStats(db, { ownerId, from, to, timeZone: config.timeZone }),
        readStoreHealth(db),
      ])
      const latency = (name: 'wait' | 'render' | 'archive' | 'total') => {
        const { p50Ms, p95Ms } = stats.latencyOf(name)
        return { p50_ms: p50Ms, p95_ms: p95Ms }
      }
      return {
        object: 'stats' as const,
        from: from.toISOString(),
        jobs: Object.fromEntries(jobStates.map((state) => [state, stats.jobs[state] ?? 0])),
        created: stats.created,
        archived: stats.archived,
        failed: stats.failed,
        bytes: String(stats.bytes),
        archived_per_minute: stats.archived / minutes,
        archived_per_busy_minute: stats.busyMs ? (stats.archived * minuteMs) / stats.busyMs : null,
        polls_per_clip: stats.pollsPerClip,
        latency: {
          queued: latency('wait'),
          rendering: latency('render'),
          archiving: latency('archive'),
          total: latency('total'),
        },
        lateness_ms_max: stats.latenessMsMax,
        clips_damaged: stats.clipsDamaged,
        store: {
          failing_since: momentText(store.failingSince),
          // The store's own words may name what is not this caller's.
          last_failure: caller.scopes.includes('operate') ? store.lastFailure : null,
          last_failure_at: momentText(store.failedAt),
          closed_at: momentText(store.closedAt),
          closed_kind: store.closedKind,
          closed_reason: store.closedReason,
          kept_at: momentText(store.keptAt),
        },
      }
    },
  )
}
