import { allowedDurations, defaultDuration, type ModelCapability } from '@reelkeep/core'
import type { Gate } from '@reelkeep/db'
import type { UpstreamSettings } from '@reelkeep/upstreams'
import type { UpstreamJson } from '../schemas/upstream.ts'
import { momentText, ticksText } from './present-values.ts'

/** An upstream as operators see it. No address and no key: both are the configuration's own. */
export function presentUpstream(
  upstream: UpstreamSettings,
  gate: Gate | undefined,
  { now, defaultUpstream }: { readonly now: Date; readonly defaultUpstream: string },
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
    simulated: rules.simulated,
    price_version: rules.priceVersion,
    models: profile.models.map((model) => presentModel(model, upstream)),
    gate: presentGate(gate, now),
    limits: {
      max_in_flight: { configured: rules.maxInFlight, live: gate?.maxInFlight ?? null },
      requests_per_minute: {
        configured: perMinute(rules.requestsPerMinute),
        live: gate?.requestsPerMinute ?? null,
      },
      polls_per_minute: { configured: perMinute(rules.pollsPerMinute), live: gate?.pollsPerMinute ?? null },
    },
  }
}

function presentGate(gate: Gate | undefined, now: Date): UpstreamJson['gate'] {
  return {
    state: gateState(gate, now),
    paused: gate?.paused ?? false,
    closed_reason: gate?.closedReason ?? null,
    closed_at: momentText(gate?.closedAt ?? null),
    not_before: momentText(gate?.notBefore ?? null),
    in_flight: gate?.inFlight ?? 0,
  }
}

function gateState(gate: Gate | undefined, now: Date): UpstreamJson['gate']['state'] {
  if (gate === undefined) return 'open'
  if (gate.paused) return 'paused'
  if (gate.closedReason !== null) return 'closed'
  return gate.notBefore !== null && gate.notBefore > now ? 'held' : 'open'
}

function presentModel(model: ModelCapability, { rules }: UpstreamSettings): UpstreamJson['models'][number] {
  const price = rules.priceFor(model.model)
  return {
    model: model.model,
    operations: [...model.operations],
    duration: {
      kind: model.duration.kind,
      allowed: [...allowedDurations(model.duration)],
      default: defaultDuration(model.duration),
    },
    aspect_ratios: { allowed: [...model.aspectRatios.allowed], default: model.aspectRatios.default },
    resolutions: { allowed: [...model.resolutions.allowed], default: model.resolutions.default },
    images: { max: model.images.max, base64: model.images.base64 },
    price: { unit: price?.unit ?? model.billing, ticks: ticksText(price?.ticks ?? null) },
    source: model.source,
  }
}
