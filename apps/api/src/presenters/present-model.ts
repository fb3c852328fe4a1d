import {
  allowedDurations,
  type ChoiceRule,
  type DurationRule,
  defaultDuration,
  describeMode,
  type Mode,
  type ModelCapability,
  type ModeRules,
  modesOf,
  operationOf,
  operations,
  type Price,
  sourceWords,
} from '@reelkeep/core'
import type { UpstreamSettings } from '@reelkeep/upstreams'
import type { UpstreamJson } from '../schemas/upstream.ts'
import { ticksText } from './present-values.ts'

type ModelJson = UpstreamJson['models'][number]

/** What a model takes, costs and when it is asked about, as this upstream is configured. */
export function presentModel(capability: ModelCapability, upstream: UpstreamSettings): ModelJson {
  const { rules } = upstream
  const asModes = modesOf(capability).flatMap((mode) => {
    const modeRules = capability.modes[mode]
    return modeRules === undefined ? [] : [presentMode(mode, modeRules)]
  })
  return {
    model: capability.model,
    aliases: [...(capability.aliases ?? [])],
    operations: operations.filter((operation) => asModes.some((mode) => mode.operation === operation)),
    modes: asModes,
    prompt_max_chars: capability.promptMaxChars,
    price: presentPrice(rules.priceFor(capability.model), capability.billing),
    price_version: rules.priceVersion,
    poll: presentPlan(capability.model, upstream),
    source: sourceWords(capability),
  }
}

function presentMode(mode: Mode, rules: ModeRules): ModelJson['modes'][number] {
  return {
    mode,
    words: describeMode(mode),
    operation: operationOf(mode),
    duration: {
      kind: rules.duration.kind,
      allowed: [...allowedDurations(rules.duration)],
      default: defaultDuration(rules.duration),
      ...boundsOf(rules.duration),
    },
    aspect_ratios: presentChoice(rules.aspectRatios),
    resolutions: presentChoice(rules.resolutions),
    images: { min: rules.images.min, max: rules.images.max, base64: rules.images.base64 },
    video: rules.video === null ? null : { ends_with: rules.video.endsWith, max_s: rules.video.maxS },
  }
}

function boundsOf(rule: DurationRule): { min_s: number | null; max_s: number } {
  switch (rule.kind) {
    case 'range':
      return { min_s: rule.min, max_s: rule.max }
    case 'list':
      return { min_s: Math.min(...rule.values), max_s: Math.max(...rule.values) }
    case 'fixed':
      return { min_s: rule.value, max_s: rule.value }
    case 'as-source':
      return { min_s: null, max_s: rule.maxS }
  }
}

function presentChoice(rule: ChoiceRule): { allowed: string[]; default: string | null } {
  return { allowed: [...rule.allowed], default: rule.default }
}

function presentPrice(price: Price | null, billing: ModelCapability['billing']): ModelJson['price'] {
  if (price === null) return { unit: billing, ticks: null, by_resolution: null, per_image_ticks: null }
  const { unit, ticks, perImageTicks = null } = price
  const isFlat = typeof ticks === 'bigint'
  return {
    unit,
    ticks: isFlat ? String(ticks) : null,
    by_resolution: isFlat
      ? null
      : Object.fromEntries(Object.entries(ticks).map(([resolution, figure]) => [resolution, String(figure)])),
    per_image_ticks: ticksText(perImageTicks),
  }
}

/** In the plan's own seconds, whatever the speed of a simulated clock. */
function presentPlan(model: string, { rules, profile }: UpstreamSettings): ModelJson['poll'] {
  const toSeconds = (ms: number) => Math.round(ms * rules.speed) / 1000
  const points = profile.pollPlans[model]?.first ?? []
  const { minMs, maxMs, growth = null, deadlineMs, overdueMs } = rules.planFor(model, null)
  return {
    first: points.map(({ durationS }) => ({
      duration_s: durationS,
      first_s: toSeconds(rules.planFor(model, durationS).firstMs),
    })),
    min_s: toSeconds(minMs),
    max_s: toSeconds(maxMs),
    growth,
    deadline_s: toSeconds(deadlineMs),
    overdue_s: toSeconds(overdueMs),
  }
}
