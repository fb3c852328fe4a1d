import type { PollPlan } from './rules.ts'

/** An even draw between two bounds; `jitter` is in [0, 1) and made at the edge. */
export function drawMs(minMs: number, maxMs: number, jitter: number): number {
  return minMs + (maxMs - minMs) * jitter
}

/** Wait before the next question about a task that is still rendering. `Retry-After` can only lengthen it. */
export function nextPollMs(
  plan: PollPlan,
  state: {
    readonly overdue: boolean
    /** Questions asked so far, the one just answered included. */
    readonly polls: number
    readonly retryAfterMs?: number | null
  },
  jitter: number,
): number {
  const planned = state.overdue
    ? drawMs(plan.overdueMs, plan.overdueMs * 1.25, jitter)
    : renderingPollMs(plan, state.polls, jitter)
  return Math.max(planned, state.retryAfterMs ?? 0)
}

/** Growing waits are drawn between this one's length and the next one's, so that jobs sent together drift apart. */
function renderingPollMs({ minMs, maxMs, growth }: PollPlan, polls: number, jitter: number): number {
  if (growth === undefined || growth === null) return drawMs(minMs, maxMs, jitter)
  const grown = minMs * growth ** Math.min(Math.max(polls - 1, 0), 50)
  return drawMs(Math.min(grown, maxMs), Math.min(grown * growth, maxMs), jitter)
}

/** Wait after a poll that gave no usable answer: doubles from the plan's shortest wait, ten times that at most. */
export function failedPollMs(
  plan: PollPlan,
  failures: number,
  retryAfterMs: number | null,
  jitter: number,
): number {
  const doubled = plan.minMs * 2 ** Math.min(failures - 1, 10)
  const capped = Math.min(doubled, plan.minMs * 10)
  return Math.max(capped * (1 + jitter / 4), retryAfterMs ?? 0)
}

/** Wait before the same link or the store is tried again, in real milliseconds: 1 s, 2 s, 4 s … 60 s, spread by a quarter. */
export function failedArchiveMs(failures: number, jitter: number): number {
  return Math.min(1000 * 2 ** Math.min(failures - 1, 10), 60_000) * (1 + jitter / 4)
}

/**
 * Wait before the store is tried again, in real milliseconds, by how long the clip has waited for it: half as long again,
 * at least 1 s and at most 60 s, spread by a quarter. Counted from the link, so that no counter of the link's own is spent.
 */
export function failedStoreMs(sinceMs: number, jitter: number): number {
  return Math.min(Math.max(sinceMs / 2, 1000), 60_000) * (1 + jitter / 4)
}
