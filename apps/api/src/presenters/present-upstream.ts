import { decimalOfPpm } from '@reelkeep/core'
import type { Gate, StoreHealth, SurpriseRecord } from '@reelkeep/db'
import { environmentName, type UpstreamSettings } from '@reelkeep/upstreams'
import type { UpstreamJson } from '../schemas/upstream.ts'
import { presentGate } from './present-gate.ts'
import { presentModel } from './present-model.ts'
import { presentSurprises } from './present-surprises.ts'

/** An upstream as operators see it. No address and no key: both are the configuration's own. */
export function presentUpstream(
  upstream: UpstreamSettings,
  gate: Gate | undefined,
  {
    now,
    defaultUpstream,
    surprises,
    store,
  }: {
    readonly now: Date
    readonly defaultUpstream: string
    readonly surprises: readonly SurpriseRecord[]
    readonly store: StoreHealth
  },
): UpstreamJson {
  const { rules, profile } = upstream
  // Limits are shown as people set them: in the plan's own time, whatever the speed of a simulated clock.
  const perMinute = (scaled: number) => scaled / rules.speed
  return {
    name: rules.name,
    object: 'upstream',
    title: profile.title,
    profile: profile.name,
    is_default: rules.name === defaultUpstream,
    configured: upstream.configured,
    key_variable: `${environmentName(rules.name)}_API_KEY`,
    simulated: rules.simulated,
    price_version: rules.priceVersion,
    models: profile.models.map((model) => presentModel(model, upstream)),
    choices: [...profile.choices],
    link_lifetime_s: profile.linkLifetimeS,
    reported_ticks_are: rules.reportedTicksAre,
    bill_factor: decimalOfPpm(rules.billFactorPpm),
    max_overdue: rules.maxOverdue,
    max_request_bytes: profile.maxRequestBytes,
    polls_share_rate: rules.pollsShareRate,
    gate: presentGate(gate, { now, pollsShareRate: rules.pollsShareRate, store }),
    limits: {
      max_in_flight: { configured: rules.maxInFlight, live: gate?.maxInFlight ?? null },
      requests_per_minute: {
        configured: perMinute(rules.requestsPerMinute),
        live: gate?.requestsPerMinute ?? null,
      },
      polls_per_minute: { configured: perMinute(rules.pollsPerMinute), live: gate?.pollsPerMinute ?? null },
    },
    allowed_hosts: [...(gate?.allowedHosts ?? [])],
    surprises: presentSurprises(surprises, rules.name),
  }
}
