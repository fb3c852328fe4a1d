import { beginOperation, endAbandonedDoctors, newOperationId, readOperation } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { runDoctor } from '../../doctor/run-doctor.ts'
import { notFound } from '../../errors.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema } from '../../schemas/operation.ts'

const bodySchema = z
  .strictObject({ cli: z.string().min(1).max(40).optional().describe('the version of the shell that asks') })
  .nullish()

/** Orders a look at everything that Reelkeep stands on. Spends nothing; ends within half a minute. */
export function registerDoctor(app: App, deps: AppDeps): void {
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  app.addHook('preClose', async () => {
    closing.abort(new Error('the api is going down'))
    await Promise.allSettled(running)
  })
  app.post(
    '/v1/doctor',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'doctor',
        summary: 'Look at everything that Reelkeep stands on, and say the fix for what is not in order',
        description:
          'Versions, migrations, queue store, clocks, bucket, keys of upstreams (a question about a made-up task, which costs nothing), disk, gates, rows. The api and a worker each look at what they can see; the operation ends within 30 s with its `checks`.',
        tags: ['operations'],
        body: bodySchema,
        response: { 202: operationSchema, ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      const { ownerId, keyId } = callerOf(request)
      await endAbandonedDoctors(deps.db)
      const wanted = {
        id: newOperationId(),
        ownerId,
        keyId,
        action: 'doctor',
        filter: {},
        requestId: request.id,
        ip: request.ip,
      }
      // Several may run: each is another person who waits.
      const { id } = await beginOperation(deps.db, wanted, 0)
      const order = { id, ownerId, cli: request.body?.cli ?? null }
      const run = runDoctor(deps, order, closing.signal).catch((error: unknown) =>
        request.log.error({ operation: id, error }, 'doctor failed'),
      )
      running.add(run)
      void run.finally(() => running.delete(run))
      const operation = await readOperation(deps.db, { ownerId, id })
      if (operation === null) throw notFound('operation', id)
      return reply.code(202).send(presentOperation(operation))
    },
  )
}
