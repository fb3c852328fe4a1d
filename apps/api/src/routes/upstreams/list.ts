import { listSurprises, readGates, readStoreHealth } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { presentUpstream } from '../../presenters/present-upstream.ts'
import { refusals } from '../../schemas/error.ts'
import { upstreamSchema } from '../../schemas/upstream.ts'
import { listSchema } from '../../schemas/values.ts'

/**
 * Models, prices and gates are for everybody who may send jobs there. What was said about others' jobs, and which hosts
 * their links may point to, is for who steers the installation.
 */
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
    async (request) => {
      const steers = callerOf(request).scopes.includes('operate')
      const gates = new Map(
        (await readGates(db)).map((gate) => [gate.upstream, steers ? gate : { ...gate, allowedHosts: [] }]),
      )
      const surprises = steers ? await listSurprises(db) : []
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
