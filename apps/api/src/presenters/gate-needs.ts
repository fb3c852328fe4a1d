import { isOverdueCapMet } from '@reelkeep/core'
import type { BatchGroup, Gate } from '@reelkeep/db'
import { environmentName } from '@reelkeep/upstreams'
import { idsOf, type SummedNeed, sumParts } from './attention-needs.ts'
import { sumOfKnown } from './present-values.ts'

/** Queued jobs that an upstream's gate holds back until somebody acts; what they would cost. */
export function gateNeedsOf(gates: readonly Gate[], groups: readonly BatchGroup[]): SummedNeed[] {
  return gates.flatMap((gate) => {
    const { upstream } = gate
    const action = actionFor(gate)
    // A job that somebody holds, or that has no money, would not go through an open gate either.
    const held = groups.filter(
      (group) => group.upstream === upstream && group.state === 'queued' && !ownHolds.has(group.waitingFor),
    )
    const count = held.reduce((sum, group) => sum + group.count, 0)
    if (action === null || count === 0) return []
    const reason = gate.paused ? 'upstream_paused' : 'upstream_closed'
    const ticks = sumOfKnown(held.map(({ quotedTicks }) => quotedTicks))
    const parts = sumParts(held.map((group) => ({ ...group, ticks: group.quotedTicks })))
    const filter = { state: 'queued', upstream }
    return [{ reason, action, filter, count, ticks, parts, batchIds: idsOf(held) }]
  })
}

const ownHolds: ReadonlySet<BatchGroup['waitingFor']> = new Set(['pause', 'budget', 'price'])

/** Null: it is open, or opens by itself. */
function actionFor(gate: Gate): string | null {
  const { upstream } = gate
  const resume = `reelkeep upstream resume ${upstream}`
  if (gate.paused) return `A person paused ${upstream}; to let it go on: ${resume}.`
  switch (gate.closedKind) {
    case 'no_key':
      return `Set ${environmentName(upstream)}_API_KEY and start the workers again.`
    case 'account':
      return `${upstream} refuses the account: see to its key and credit, then ${resume}.`
    case 'configuration':
      return `${upstream} answers as no api does: see to its base_url, then ${resume}.`
    case 'breaker':
      return `Too many submissions to ${upstream} were lost: look why; one job tries by itself, or ${resume}.`
    case null:
      return isOverdueCapMet(gate)
        ? `${upstream} finishes nothing: ask it about its overdue tasks, or write them off.`
        : null
  }
}
