import { gateStateOf, isOverdueCapMet, overdueReason } from '@reelkeep/core'
import type { Gate, StoreHealth } from '@reelkeep/db'
import type { UpstreamJson } from '../schemas/upstream.ts'
import { momentText } from './present-values.ts'

/** An upstream whose gate was not made yet has sent nothing and is held back by nothing. */
const untouched: Omit<Gate, 'upstream'> = {
  inFlight: 0,
  paused: false,
  closedKind: null,
  closedReason: null,
  closedAt: null,
  probeAt: null,
  isProbing: false,
  notBefore: null,
  overdue: 0,
  maxOverdue: null,
  rateCut: 1,
  pollRateCut: 1,
  strain: 0,
  maxInFlight: null,
  requestsPerMinute: null,
  pollsPerMinute: null,
  allowedHosts: [],
}

export function presentGate(
  gate: Omit<Gate, 'upstream'> = untouched,
  {
    now,
    pollsShareRate,
    store,
  }: { readonly now: Date; readonly pollsShareRate: boolean; readonly store: StoreHealth },
): UpstreamJson['gate'] {
  const state = gateStateOf(gate, now)
  // Closed for want of a store is closed for every upstream, and shown where nothing of its own closes a gate.
  const isUnwell = store.closedAt !== null && (state === 'open' || state === 'held')
  return {
    paused: gate.paused,
    ...(isUnwell
      ? {
          state: 'closed',
          closed_kind: 'archive_unwell',
          closed_reason: store.closedReason,
          closed_at: momentText(store.closedAt),
        }
      : { state, ...presentClosure(gate), closed_at: momentText(gate.closedAt) }),
    probe_at: momentText(gate.probeAt),
    not_before: momentText(gate.notBefore),
    in_flight: gate.inFlight,
    overdue: gate.overdue,
    // Creates give way to what slowed the polls where the vendor counts them together.
    rate_cut: pollsShareRate ? Math.min(gate.rateCut, gate.pollRateCut) : gate.rateCut,
    poll_rate_cut: gate.pollRateCut,
    strain: gate.strain,
  }
}

/** The cap on overdue tasks is worked out on reading: it closes and opens without anybody writing so. */
function presentClosure(gate: Omit<Gate, 'upstream'>) {
  if (gate.closedKind !== null || gate.maxOverdue === null || !isOverdueCapMet(gate)) {
    return { closed_kind: gate.closedKind, closed_reason: gate.closedReason }
  }
  return { closed_kind: 'overdue' as const, closed_reason: overdueReason(gate.overdue, gate.maxOverdue) }
}
