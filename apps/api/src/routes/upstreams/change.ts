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
import { invalidValue, notFound, upstreamNotConfigured, upstreamNotFound } from '../../errors.ts'
import { presentUpstream } from '../../presenters/present-upstream.ts'
import { readHostEntry } from '../../read-host-entry.ts'
import { refusals } from '../../schemas/error.ts'
import { changedUpstreamSchema } from '../../schemas/upstream.ts'
import { tryRefusedLinks } from '../../try-refused-links.ts'

const rate = z.number().min(0).max(100_000).nullable()

const host = z.string().min(1).max(300)

const bodySchema = z
  .strictObject({
    paused: z
      .boolean()
      .optional()
      .describe('false also opens a gate that was closed, and forgets rate limits and losses'),
    max_in_flight: z.number().int().min(0).max(10_000).nullable().optional(),
    requests_per_minute: rate.optional(),
    polls_per_minute: rate.optional(),
    allow_host: host
      .optional()
      .describe(
        'links of its clips may point there from now on: unlisted, private or plain http; no pattern',
      ),
    disallow_host: host.optional().describe('takes back an allow_host'),
    reason: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('why, in a person’s own words; the audit keeps it'),
  })
  .meta({ id: 'UpstreamChange' })

/** A reason alone changes nothing. */
const changeable = bodySchema.keyof().exclude(['reason']).options

/** Live limits outlive restarts until they are set to null. */
export function registerChangeUpstream(app: App, deps: AppDeps): void {
  const { db, upstreams, config, clock, producer } = deps
  app.patch(
    '/v1/upstreams/:name',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'changeUpstream',
        summary: 'Pause an upstream, set its live limits, or allow a host for its links',
        tags: ['upstreams'],
        params: z.strictObject({ name: z.string().min(1).max(64) }),
        body: bodySchema,
        response: { 200: changedUpstreamSchema, ...refusals(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { ownerId, keyId } = callerOf(request)
      const { name } = request.params
      const { body } = request
      const upstream = upstreams.find((known) => known.rules.name === name)
      if (upstream === undefined) {
        throw upstreamNotFound(
          name,
          upstreams.map(({ rules }) => rules.name),
        )
      }
      if (changeable.every((field) => body[field] === undefined)) {
        throw invalidValue(null, 'nothing_to_change', 'Name at least one thing to change.', [...changeable])
      }
      const hosts = readHosts(body)
      if (body.paused === false && !upstream.configured) throw upstreamNotConfigured(name)
      request.subject.upstream = name
      const [before] = await readGates(db, name)
      if (hosts.allowHost !== undefined) checkRoom(before, hosts.allowHost)
      const changed = await setGate(db, name, {
        ...(body.paused === undefined ? {} : { paused: body.paused }),
        ...(body.paused === false ? { reopened: true as const } : {}),
        ...(body.max_in_flight === undefined ? {} : { maxInFlight: body.max_in_flight }),
        ...(body.requests_per_minute === undefined ? {} : { requestsPerMinute: body.requests_per_minute }),
        ...(body.polls_per_minute === undefined ? {} : { pollsPerMinute: body.polls_per_minute }),
        ...hosts,
      })
      if (!changed) throw notFound('upstream', name)
      const [gate] = await readGates(db, name)
      await writeAuditEntries(db, [
        {
          ownerId,
          actor: keyId,
          action: 'upstream-changed',
          target: name,
          reason: body.reason ?? null,
          requestId: request.id,
          ip: request.ip,
          detail: { before: liveSettingsOf(before), after: liveSettingsOf(gate) },
        },
      ])
      const linksTriedAgain =
        hosts.allowHost === undefined
          ? 0
          : await tryRefusedLinks(deps, { upstream: name, host: hosts.allowHost, by: keyId })
      await producer.nudge(name).catch(() => undefined)
      const surprises = await listSurprises(db)
      const store = await readStoreHealth(db)
      const context = { now: clock.now(), defaultUpstream: config.defaultUpstream, surprises, store }
      return { ...presentUpstream(upstream, gate, context), links_tried_again: linksTriedAgain }
    },
  )
}

type Hosts = { readonly allowHost?: string; readonly disallowHost?: string }

function readHosts({ allow_host, disallow_host }: z.infer<typeof bodySchema>): Hosts {
  const hosts: Hosts = {
    ...(allow_host === undefined ? {} : { allowHost: readHostEntry('allow_host', allow_host) }),
    ...(disallow_host === undefined ? {} : { disallowHost: readHostEntry('disallow_host', disallow_host) }),
  }
  if (hosts.allowHost !== undefined && hosts.allowHost === hosts.disallowHost) {
    throw invalidValue('disallow_host', 'host_twice', 'allow_host and disallow_host name the same host.')
  }
  return hosts
}

const allowedHostsMax = 100

/** The table's own limit, said to the caller. */
function checkRoom(gate: Gate | undefined, host: string): void {
  const allowed = gate?.allowedHosts ?? []
  if (allowed.length < allowedHostsMax || allowed.includes(host)) return
  throw invalidValue(
    'allow_host',
    'too_many_hosts',
    `${allowedHostsMax} hosts are allowed already; take one back first, or list them in link_hosts.`,
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
    allowed_hosts: gate?.allowedHosts ?? [],
  }
}
