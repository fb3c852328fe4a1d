import { isOverdueCapMet } from '@reelkeep/core'
import type { BatchGroup, Gate } from '@reelkeep/db'
import { environmentName } from '@reelkeep/upstreams'
import { idsOf, type SummedNeed, sumParts } from './attention-needs.ts'
import { sumOfKnown } from './present-values.ts'

/** Queued jobs that an upstream's gate holds back until somebody acts; what they would cost. */
export function gateNeedsOf(gates: readonly Gate[], groups: readonly BatchGroup[]): SummedNeed[] {
  return gates.flatMap((gate) => {
    const { upstream } = gate
    const help = helpFor(gate)
    // A job that somebody holds, or that has no money, would not go through an open gate either.
    const held = groups.filter(
      (group) => group.upstream === upstream && group.state === 'queued' && !ownHolds.has(group.waitingFor),
    )
    const count = held.reduce((sum, group) => sum + group.count, 0)
    if (help === null || count === 0) return []
    const reason = gate.paused ? 'upstream_paused' : 'upstream_closed'
    const ticks = sumOfKnown(held.map(({ quotedTicks }) => quotedTicks))
    const parts = sumParts(held.map((group) => ({ ...group, ticks: group.quotedTicks })))
    const filter = { state: 'queued', upstream }
    return [{ reason, ...help, filter, count, ticks, parts, batchIds: idsOf(held) }]
  })
}

const ownHolds: ReadonlySet<BatchGroup['waitingFor']> = new Set(['pause', 'budget', 'price'])

/** Null: it is open, or opens by itself. */
function helpFor(gate: Gate): { readonly action: string; readonly says?: string } | null {
  const { upstream } = gate
  const resume = `reelkeep upstream resume ${upstream}`
  if (gate.paused) {
    return {
      action: `A person paused ${upstream}; to let it go on: ${resume}.`,
      says: `A person paused ${upstream}; nothing is sent there until somebody lets it go on.`,
    }
  }
  switch (gate.closedKind) {
    case 'no_key':
      return { action: `Set ${environmentName(upstream)}_API_KEY and start the workers again.` }
    case 'account':
      return {
        action: `${upstream} refuses the account: see to its key and credit, then ${resume}.`,
        says: `${upstream} refuses the account: see to its key and credit, then let it go on.`,
      }
    case 'configuration':
      return {
        action: `${upstream} answers as no api does: see to its base_url, then ${resume}.`,
        says: `${upstream} answers as no api does: see to its base_url, then let it go on.`,
      }
    case 'breaker':
      return {
        action: `Too many submissions to ${upstream} were lost: look why; one job tries by itself, or ${resume}.`,
        says: `Too many submissions to ${upstream} were lost: look why; one job tries by itself, or let it go on.`,
      }
    case null:
      return isOverdueCapMet(gate)
        ? { action: `${upstream} finishes nothing: ask it about its overdue tasks, or write them off.` }
        : null
  }
}
