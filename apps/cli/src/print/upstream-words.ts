import type { Limit, Model, Upstream } from '../client/shapes.ts'
import { money } from './money.ts'

/** The gate's state with its reason, and what opens it. */
export function gateWords({ name, gate }: Upstream): string {
  switch (gate.state) {
    case 'open':
      return 'open'
    case 'paused':
      return `paused by a person: reelkeep upstream resume ${name}`
    case 'held':
      return `held after a rate limit until ${gate.not_before}`
    case 'closed':
      return `${closedWords(gate)}.${probeWords(gate)} ${openingWords(name, gate)}`
    case 'probing':
      return `${closedWords(gate)}. One job is under way to try whether it works again`
  }
}

function closedWords({ closed_at: at, closed_reason: reason }: Upstream['gate']): string {
  return `closed${at === null ? '' : ` since ${at}`}: ${reason ?? 'no reason is known'}`
}

function probeWords({ probe_at: at }: Upstream['gate']): string {
  return at === null ? '' : ` One job tries it again from ${at}.`
}

/** A person opens only what a person can have mended. */
function openingWords(name: string, { closed_kind: kind }: Upstream['gate']): string {
  switch (kind) {
    case 'no_key':
      return 'It opens at a start that has the key'
    case 'overdue':
      return 'It opens by itself; how many may be overdue is max_overdue in the configuration'
    case 'archive_unwell':
      return 'It opens by itself when the store keeps clips again'
    default:
      return `Once it is mended: reelkeep upstream resume ${name}`
  }
}

/** "3 / 50"; a limit that a person set says what it would be otherwise. */
export function inFlightWords({ gate, limits }: Upstream): string {
  return `${gate.in_flight} / ${rateWords(limits.max_in_flight)}`
}

export function createRateWords({ gate, limits }: Upstream): string {
  return rateWords(limits.requests_per_minute) + cutWords(gate.rate_cut)
}

export function pollRateWords({ gate, limits }: Upstream): string {
  return rateWords(limits.polls_per_minute) + cutWords(gate.poll_rate_cut)
}

function rateWords({ configured, live }: Limit): string {
  return live === null ? String(configured) : `${live} (configured ${configured})`
}

/** After a 429 only a share of the rate is in force, and recovers by itself. */
function cutWords(share: number): string {
  return share >= 1 ? '' : `, ${Math.floor(share * 100)} % of it since a rate limit`
}

/** Whole units where they say it exactly: 90 s, 5 min, 2 h. */
export function durationWords(seconds: number): string {
  if (seconds >= 7200 && seconds % 3600 === 0) return `${seconds / 3600} h`
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`
  return `${seconds} s`
}

/** What a clip costs; where nobody knows, which setting says it. */
export function priceWords(upstream: string, { model, price }: Model): string {
  const per = `a ${price.unit}`
  const image =
    price.per_image_ticks === null ? '' : `, and ${money(price.per_image_ticks)} for each image sent`
  if (price.by_resolution !== null) {
    const figures = Object.entries(price.by_resolution).map(
      ([resolution, ticks]) => `${money(ticks)} ${per} at ${resolution}`,
    )
    return figures.join(', ') + image
  }
  if (price.ticks !== null) return `${money(price.ticks)} ${per}${image}`
  return `unknown, billed by the ${price.unit}; set upstreams.${upstream}.prices.${model}.per_${price.unit}_usd`
}
