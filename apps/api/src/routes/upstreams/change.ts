import {
  type Gate,
  listSurprises,
  readGates,
  readStoreHealth,
  setGate,
  writeAuditEntries,
} from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { invalidValue, notFound, upstreamNotConfigured } from '../../errors.ts'
import { presentUpstream } from '../../presenters/present-upstream.ts'
import { refusals } from '../../schemas/error.ts'
import { upstreamSchema } from '../../schemas/upstream.ts'

const rate = z.number().min(0).max(100_000).nullable()

const bodySchema = z
  .strictObject({
    paused: z
      .boolean()
      .optional()
      .describe('false also opens a gate that was closed, and forgets rate limits and losses'),
    max_in_flight: z.number().int().min(0).max(10_000).nullable().optional(),
    requests_per_minute: rate.optional(),
    polls_per_minute: rate.optional(),
  })
  .meta({ id: 'UpstreamChange' })

/** Live limits outlive restarts until they are set to null. */
export function registerChangeUpstream(app: App, { db, upstreams, config, clock, producer }: AppDeps): void {
  app.patch(
    '/v1/upstreams/:name',
    {
      schema: {
        operationId: 'changeUpstream',
        summary: 'Pause an upstream, or set or clear its live limits',
        tags: ['upstreams'],
        params: z.strictObject({ name: z.string().min(1).max(64) }),
        body: bodySchema,
        response: { 200: upstreamSchema, ...refusals(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { ownerId, keyId } = callerOf(request)
      const { name } = request.params
      const { body } = request
      const upstream = upstreams.find((known) => known.rules.name === name)
      if (upstream === undefined) throw notFound('upstream', name)
      if (Object.keys(body).length === 0) {
        throw invalidValue(
          null,
          'nothing_to_change',
          'Name at least one limit to change.',
          Object.keys(bodySchema.shape),
        )
      }
      if (body.paused === false && !upstream.configured) throw upstreamNotConfigured(name)
      request.subject.upstream = name
      const [before] = await readGates(db, name)
      const changed = await setGate(db, name, {
        ...(body.paused === undefined ? {} : { paused: body.paused }),
        ...(body.paused === false ? { reopened: true as const } : {}),
        ...(body.max_in_flight === undefined ? {} : { maxInFlight: body.max_in_flight }),
        ...(body.requests_per_minute === undefined ? {} : { requestsPerMinute: body.requests_per_minute }),
        ...(body.polls_per_minute === undefined ? {} : { pollsPerMinute: body.polls_per_minute }),
      })
      if (!changed) throw notFound('upstream', name)
      const [gate] = await readGates(db, name)
      await writeAuditEntries(db, [
        {
          ownerId,
          actor: keyId,
          action: 'upstream-changed',
          target: name,
          reason: null,
          requestId: request.id,
          detail: { before: liveSettingsOf(before), after: liveSettingsOf(gate) },
        },
      ])
      await producer.nudge(name).catch(() => undefined)
      const surprises = await listSurprises(db)
      const store = await readStoreHealth(db)
      const context = { now: clock.now(), defaultUpstream: config.defaultUpstream, surprises, store }
      return presentUpstream(upstream, gate, context)
    },
  )
}

/** What a person can change of a gate, for the audit. */
function liveSettingsOf(gate: Gate | undefined) {
  return {
    paused: gate?.paused ?? null,
    closed_kind: gate?.closedKind ?? null,
    max_in_flight: gate?.maxInFlight ?? null,
    requests_per_minute: gate?.requestsPerMinute ?? null,
    polls_per_minute: gate?.pollsPerMinute ?? null,
  }
}
