import { type GateState, gateStateOf, isOverdueCapMet, overdueReason } from '@reelkeep/core'
import type { Gate } from '@reelkeep/db'
import type { Log } from './log.ts'

/** Says in the log when a gate closes and when it opens again: whoever closed it, somebody may have to act. */
export type GateWatch = { look(gates: readonly Gate[], now: Date): void }

export function createGateWatch(log: Log): GateWatch {
  const known = new Map<string, boolean>()
  return {
    look: (gates, now) => {
      for (const gate of gates) {
        const { upstream } = gate
        const isShut = isShutIn(gateStateOf(gate, now))
        const wasShut = known.get(upstream) ?? false
        known.set(upstream, isShut)
        if (isShut && !wasShut) {
          const { closedKind, probeAt } = gate
          log.warn(
            { upstream, closed_kind: closedKind, reason: reasonOf(gate), probe_at: probeAt },
            'gate closed',
          )
        }
        if (!isShut && wasShut) log.info({ upstream }, 'gate opened')
      }
    },
  }
}

/** A hold passes within the minute and is no news. */
function isShutIn(state: GateState): boolean {
  return state === 'closed' || state === 'probing' || state === 'paused'
}

function reasonOf(gate: Gate): string {
  if (gate.paused) return 'paused by a person'
  if (gate.closedReason === null && gate.maxOverdue !== null && isOverdueCapMet(gate)) {
    return overdueReason(gate.overdue, gate.maxOverdue)
  }
  return gate.closedReason ?? ''
}
