import type { Decision } from '@reelkeep/core'

/** A decision that does nothing but what the test says. */
export function aDecision(overrides: Partial<Decision> = {}): Decision {
  return {
    changes: {},
    event: null,
    submission: null,
    ledger: [],
    clip: null,
    gate: null,
    notice: null,
    wake: null,
    ...overrides,
  }
}
