import type { FirstPollPoint, PollProfile, Profile } from '../profiles/profile.ts'
import type { PollPlan } from './rules.ts'

/** What the configuration's `poll:` section may override, in seconds. */
export type PollOverride = {
  readonly firstS?: number
  readonly minS?: number
  readonly maxS?: number
  readonly deadlineS?: number
}

/**
 * When to ask about a task of this model and duration. `speed` divides every figure, so that a simulated upstream's
 * faster clock changes no plan.
 */
export function pollPlanFor(
  profile: Profile,
  model: string,
  durationS: number | null,
  override: PollOverride = {},
  speed = 1,
): PollPlan {
  const plan = profile.pollPlans[model] ?? slowestPlan(profile)
  const toMs = (seconds: number): number => (seconds * 1000) / speed
  const minS = override.minS ?? plan.minS
  return {
    firstMs: toMs(override.firstS ?? firstPollS(plan.first, durationS)),
    minMs: toMs(minS),
    maxMs: toMs(Math.max(minS, override.maxS ?? plan.maxS)),
    growth: plan.growth ?? null,
    deadlineMs: toMs(override.deadlineS ?? plan.deadlineS),
    overdueMs: toMs(plan.overdueS),
  }
}

/** The vendor's points joined by straight lines, flat outside them. Without a duration: the earliest point. */
function firstPollS(points: readonly FirstPollPoint[], durationS: number | null): number {
  const sorted = [...points].sort((a, b) => a.durationS - b.durationS)
  const [earliest] = sorted
  if (!earliest) throw new Error('a poll plan needs at least one first-poll point')
  let before = earliest
  if (durationS === null || durationS <= before.durationS) return before.firstS
  for (const after of sorted) {
    if (durationS <= after.durationS) {
      const share = (durationS - before.durationS) / (after.durationS - before.durationS)
      return before.firstS + share * (after.firstS - before.firstS)
    }
    before = after
  }
  return before.firstS
}

/** For a model the profile has no plan for: the one that asks latest, so that we never ask too often. */
function slowestPlan(profile: Profile): PollProfile {
  const plans = Object.values(profile.pollPlans)
  const [first, ...rest] = plans
  if (!first) throw new Error(`profile ${profile.name} has no poll plan`)
  return rest.reduce(
    (slowest, plan) => (firstPollS(plan.first, null) > firstPollS(slowest.first, null) ? plan : slowest),
    first,
  )
}
