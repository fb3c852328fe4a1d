import type { Ticks } from '@reelkeep/core'
import type { BulkGroup } from '@reelkeep/db'

/** Failed jobs that would be sent again: what they may have cost already, and what they will cost beside that. */
export type RetryReason = {
  readonly reason: string
  /** Their money is none. */
  readonly simulated: boolean
  readonly jobs: number
  /** As far as it is known, here and below; null: of none. */
  readonly chargedTicks: Ticks | null
  readonly contingentTicks: Ticks | null
  /** Jobs that may have cost something, and nobody knows how much: they are in neither sum. */
  readonly unknownCosts: number
  readonly quotedTicks: Ticks | null
  /** Jobs without a price, in no sum. */
  readonly unpriced: number
}

/** By reason, real and simulated money apart, the commonest first. */
export function retryReasons(groups: readonly BulkGroup[]): RetryReason[] {
  const found = new Map<string, RetryReason>()
  for (const { facts, simulated, count, unquoted, ...group } of groups) {
    const reason = facts.reason ?? 'unknown'
    const key = `${reason} ${simulated}`
    const before = found.get(key)
    found.set(key, {
      reason,
      simulated,
      jobs: (before?.jobs ?? 0) + count,
      chargedTicks: plus(before?.chargedTicks ?? null, group.chargedTicks),
      contingentTicks: plus(before?.contingentTicks ?? null, group.contingentTicks),
      unknownCosts: (before?.unknownCosts ?? 0) + group.unknownCosts,
      quotedTicks: plus(before?.quotedTicks ?? null, group.quotedTicks),
      unpriced: (before?.unpriced ?? 0) + unquoted,
    })
  }
  return [...found.values()].sort((a, b) => b.jobs - a.jobs)
}

function plus(a: Ticks | null, b: Ticks | null): Ticks | null {
  if (a === null) return b
  return b === null ? a : a + b
}
