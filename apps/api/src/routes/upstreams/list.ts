import { listSurprises, readGates, readStoreHealth } from '@reelkeep/db'
import type { App, AppDeps } from '../../deps.ts'
import { presentUpstream } from '../../presenters/present-upstream.ts'
import { refusals } from '../../schemas/error.ts'
import { upstreamSchema } from '../../schemas/upstream.ts'
import { listSchema } from '../../schemas/values.ts'

export function registerListUpstreams(app: App, { db, upstreams, config, clock }: AppDeps): void {
  app.get(
    '/v1/upstreams',
    {
      schema: {
        operationId: 'listUpstreams',
        summary: 'Capabilities, prices, gates and limits',
        tags: ['upstreams'],
        response: {
          200: listSchema(upstreamSchema),
          ...refusals(401, 503),
        },
      },
    },
    async () => {
      const gates = new Map((await readGates(db)).map((gate) => [gate.upstream, gate]))
      const surprises = await listSurprises(db)
      const store = await readStoreHealth(db)
      const context = { now: clock.now(), defaultUpstream: config.defaultUpstream, surprises, store }
      return {
        object: 'list' as const,
        data: upstreams.map((upstream) => presentUpstream(upstream, gates.get(upstream.rules.name), context)),
        // All of them in one page, in the shape of every list.
        has_more: false,
        next_cursor: null,
      }
    },
  )
}
