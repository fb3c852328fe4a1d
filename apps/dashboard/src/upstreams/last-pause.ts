import type { AuditEntry } from '../api/types.ts'

/** The change that paused it, latest first; null: it is not among them. */
export function lastPause(changes: readonly AuditEntry[]): AuditEntry | null {
  return changes.find(({ before, after }) => isPaused(after) && !isPaused(before)) ?? null
}

function isPaused(values: unknown): boolean {
  return typeof values === 'object' && values !== null && 'paused' in values && values.paused === true
}
