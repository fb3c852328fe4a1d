import { beginOperation, newOperationId, readOperation } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict } from '../../errors.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { runRebuild } from '../../rebuild/run-rebuild.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema } from '../../schemas/operation.ts'

const bodySchema = z
  .strictObject({
    dry_run: z.boolean().default(false).describe('only say what would be restored'),
  })
  .nullish()

/** One that has not moved for this long has lost its process. */
const aliveMs = 120_000

/** Begins a rebuild in this process; while one runs, that one is answered. */
export function registerRebuild(app: App, deps: AppDeps): void {
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  app.addHook('preClose', async () => {
    closing.abort(new Error('the api is going down'))
    await Promise.allSettled(running)
  })
  app.post(
    '/v1/rebuild',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'rebuild',
        summary: 'Put back into the database what only the bucket knows; nothing that stands is changed',
        tags: ['operations'],
        body: bodySchema,
        response: { 202: operationSchema, ...refusals(400, 401, 403, 409, 503) },
      },
    },
    async (request, reply) => {
      const { ownerId, keyId } = callerOf(request)
      const isDryRun = request.body?.dry_run ?? false
      const wanted = {
        id: newOperationId(),
        ownerId,
        keyId,
        action: 'rebuild',
        filter: { dry_run: isDryRun },
        requestId: request.id,
        ip: request.ip,
      }
      const { id, begun } = await beginOperation(deps.db, wanted, aliveMs)
      if (begun) {
        const run: Promise<void> = runRebuild(deps, { id, isDryRun }, closing.signal)
        running.add(run)
        run.finally(() => running.delete(run)).catch(() => undefined)
      }
      const operation = await readOperation(deps.db, { ownerId, id })
      if (operation === null) {
        throw conflict(
          'rebuild_running',
          'A rebuild of another owner’s runs already; begin again when it has ended.',
        )
      }
      return reply.code(202).send(presentOperation(operation))
    },
  )
}
