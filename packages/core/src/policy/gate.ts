// How an upstream's gate closes, probes and opens again, and how its rate gives way. Only creates are stopped by it;
// what is paid for is polled and fetched on. Times are the upstream's own: a simulated one's speed divides them.

/**
 * Why a gate is closed by itself. `no_key`: a start takes it back. `configuration`: an answer that no upstream's api
 * gives, such as a page or a redirect. `account`: the upstream refuses the account. `breaker`: too many submissions in
 * a row were lost or could not leave.
 */
export type Closure = 'no_key' | 'configuration' | 'account' | 'breaker'

/** Closures that a single job's acceptance ends. Without a key there is nothing to try. */
export type ProbedClosure = Exclude<Closure, 'no_key'>

export type ProbeWait = { readonly firstMs: number; readonly maxMs: number }

const minuteMs = 60_000

/**
 * From closing to the first probe, doubling with each that fails. Judgement: a person tops an account up within
 * minutes and a refused probe costs nothing; an unwell upstream is back within a minute, but a probe may cost a clip.
 */
export const probeWaits: { readonly [kind in ProbedClosure]: ProbeWait } = {
  account: { firstMs: 5 * minuteMs, maxMs: 60 * minuteMs },
  configuration: { firstMs: 5 * minuteMs, maxMs: 60 * minuteMs },
  breaker: { firstMs: minuteMs, maxMs: 30 * minuteMs },
}

/**
 * The rate after a 429: additive increase, multiplicative decrease, as congestion control has it (RFC 5681). The floor
 * leaves four creates of a vendor's 60 a minute; from there the whole rate is back within ten minutes.
 */
export const rateCut = { factor: 0.5, floor: 1 / 16, recoveryPerMinute: 0.1 } as const

/** Answers to polls that were asked before a cut come in for about this long, in real time, and say nothing about it. */
export const pollCutGapMs = 5_000

/**
 * More than three lost submissions in five minutes, as our own alarm has it: each further POST risks money. At a
 * quarter a loss for an acceptance, losses are forgiven up to one in five, and a scattered one in twenty never adds up.
 */
export const breaker = {
  reliefPerAcceptance: 0.25,
  forgottenAfterMs: 5 * minuteMs,
  closesAbove: 3,
} as const

/**
 * A create bucket holds this much of its rate at rest. Where polls draw on it too, the vendor counts by the second: one
 * of its own, however fast a simulated one runs.
 */
export const burstS = { creates: 10, shared: 1, polls: 1 } as const

/** A gate as far as its state goes. */
export type GateCondition = {
  readonly paused: boolean
  readonly closedKind: Closure | null
  readonly isProbing: boolean
  readonly notBefore: Date | null
  readonly overdue: number
  /** Null: no cap. */
  readonly maxOverdue: number | null
}

/**
 * `held`: after a rate limit or a POST that could not leave, until `notBefore`. `probing`: closed, and a single job is
 * under way that may open it.
 */
export type GateState = 'open' | 'paused' | 'closed' | 'held' | 'probing'

export function gateStateOf(gate: GateCondition, now: Date): GateState {
  if (gate.paused) return 'paused'
  if (gate.closedKind !== null) return gate.isProbing ? 'probing' : 'closed'
  if (isOverdueCapMet(gate)) return 'closed'
  return gate.notBefore !== null && gate.notBefore > now ? 'held' : 'open'
}

/** An upstream that finishes nothing is not fed on; it opens by itself when a late task ends. */
export function isOverdueCapMet({
  overdue,
  maxOverdue,
}: Pick<GateCondition, 'overdue' | 'maxOverdue'>): boolean {
  return maxOverdue !== null && overdue >= maxOverdue
}

export function overdueReason(overdue: number, maxOverdue: number): string {
  return `${overdue} overdue tasks, the most allowed is ${maxOverdue}: nothing more is sent until some of them end`
}
