import { reelkeepVersion } from '@reelkeep/core'
import { databaseNow, listWorkerJobs, listWorkers } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { presentWorker, workerSchema } from '../../presenters/present-worker.ts'
import { refusals } from '../../schemas/error.ts'

const querySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(100) })

/** Every worker process that lives, or went without saying so. */
export function registerListWorkers(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/workers',
    {
      schema: {
        operationId: 'listWorkers',
        summary: 'Worker processes: alive or silent, of which version, and what they hold',
        tags: ['reports'],
        querystring: querySchema,
        response: {
          200: z.object({
            object: z.literal('list'),
            data: z.array(workerSchema).describe('latest beat first'),
            has_more: z.boolean(),
            alive: z.number().int().describe('of those shown'),
            api: z.object({ version: z.string(), node: z.string() }).describe('who answers this'),
            versions_differ: z
              .boolean()
              .describe('a worker that is alive is of another version than this api: fine during a roll-out'),
          }),
          ...refusals(400, 401, 403, 503),
        },
      },
    },
    async (request) => {
      const { limit } = request.query
      const { ownerId, scopes } = callerOf(request)
      const [all, now] = await Promise.all([listWorkers(db), databaseNow(db)])
      const shown = all.slice(0, limit)
      const held = await listWorkerJobs(
        db,
        ownerId,
        shown.map(({ workerId }) => workerId),
      )
      const seesAll = scopes.includes('operate')
      const data = shown.map((worker) => presentWorker(worker, { held, now, seesAll }))
      const alive = data.filter((worker) => worker.alive)
      return {
        object: 'list' as const,
        data,
        has_more: all.length > limit,
        alive: alive.length,
        api: { version: reelkeepVersion, node: process.version },
        versions_differ: alive.some(({ version }) => version !== reelkeepVersion),
      }
    },
  )
}
