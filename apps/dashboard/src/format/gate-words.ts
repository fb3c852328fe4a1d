import type { Upstream } from '../api/types.ts'
import { visibleText } from './visible-text.ts'

export type GateLook = 'open' | 'slowed' | 'paused' | 'closed'

export type GateWords = {
  readonly look: GateLook
  /** One or two words. */
  readonly name: string
  /** A sentence; null: there is nothing to explain. */
  readonly why: string | null
  readonly sinceAt: string | null
  /** When it may open, or be tried, by itself. */
  readonly untilAt: string | null
  /** What opens it. */
  readonly opening: string | null
  /** A person can open it now. */
  readonly canResume: boolean
}

/** How an upstream's gate stands, why, since when, and what opens it. */
export function gateWords(upstream: Upstream): GateWords {
  const { gate } = upstream
  switch (gate.state) {
    case 'open':
      return openWords(upstream)
    case 'paused':
      return {
        look: 'paused',
        name: 'paused',
        why: 'A person paused it: nothing new is created there. What is rendering is still asked about and fetched.',
        sinceAt: null,
        untilAt: null,
        opening: null,
        canResume: true,
      }
    case 'held':
      return {
        look: 'slowed',
        name: 'held',
        why: 'It asked us to wait after a rate limit.',
        sinceAt: null,
        untilAt: gate.not_before,
        opening: 'It opens by itself.',
        canResume: false,
      }
    case 'probing':
      return {
        ...closedWords(upstream),
        name: 'probing',
        untilAt: null,
        opening: 'One job is under way to try whether it works again.',
      }
    case 'closed':
      return closedWords(upstream)
  }
}

function openWords({ gate }: Upstream): GateWords {
  const cut = Math.min(gate.rate_cut, gate.poll_rate_cut)
  const isCut = cut < 1
  return {
    look: isCut ? 'slowed' : 'open',
    name: isCut ? `slowed to ${percent(cut)}` : 'open',
    why: isCut ? 'It limited our rate; the full rate comes back by itself.' : null,
    sinceAt: null,
    untilAt: null,
    opening: null,
    canResume: false,
  }
}

function closedWords({ gate, configured, key_variable: variable }: Upstream): GateWords {
  const isKeyless = !configured || gate.closed_kind === 'no_key'
  return {
    look: 'closed',
    name: isKeyless ? 'no key' : 'closed',
    why: isKeyless ? null : visibleText(gate.closed_reason ?? 'No reason is known.'),
    sinceAt: gate.closed_at,
    untilAt: gate.probe_at,
    opening: isKeyless ? keylessWords(variable) : openingWords(gate.closed_kind),
    canResume: !isKeyless && gate.closed_kind !== 'overdue' && gate.closed_kind !== 'archive_unwell',
  }
}

export function keylessWords(variable: string): string {
  return `No key is configured: set ${variable} and start Reelkeep again.`
}

function openingWords(kind: Upstream['gate']['closed_kind']): string {
  switch (kind) {
    case 'overdue':
      return 'It opens by itself once fewer tasks are overdue; the cap is max_overdue in the configuration.'
    case 'archive_unwell':
      return 'It opens by itself when the store keeps clips again.'
    case 'account':
      return 'See to its key and its credit, then resume it.'
    case 'configuration':
      return 'It answers as no api does: see to its base_url, then resume it.'
    case 'breaker':
      return 'Too many submissions were lost: look why. One job tries by itself, or resume it.'
    case 'no_key':
    case null:
      return 'Once it is mended, resume it.'
  }
}

/** 0.5 → "50 %"; never 100 % of what is not all of it. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}
