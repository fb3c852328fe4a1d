import type { Ticks } from '../pricing/ticks.ts'
import type { BulkObjection } from './bulk-objection.ts'

/** A job that would be sent back in line, and the capped accounts that its money counts against. */
export type CappedJob<Id> = {
  readonly id: Id
  readonly accountIds: readonly string[]
  /** What admission would reserve; null: it has no price and no maximum. */
  readonly reserveTicks: Ticks | null
}

/**
 * Which of these jobs no cap has room for, counted one after the other: sent back in line they would only wait for the
 * budget. `room` holds what each cap has left; an account that is not in it has no cap. The preview and the action count by
 * this one rule; admission has the last word on every job that goes.
 */
export function capObjections<Id>(
  jobs: readonly CappedJob<Id>[],
  room: ReadonlyMap<string, Ticks>,
): Map<Id, BulkObjection> {
  const left = new Map(room)
  const objections = new Map<Id, BulkObjection>()
  for (const { id, accountIds, reserveTicks } of jobs) {
    const caps = accountIds.filter((account) => left.has(account))
    if (caps.length === 0) continue
    if (reserveTicks === null) {
      objections.set(id, { code: 'price_unknown', message: 'it has no price, and a cap applies to it' })
    } else if (caps.some((account) => (left.get(account) ?? 0n) < reserveTicks)) {
      objections.set(id, { code: 'over_budget', message: 'no cap of its batch or key has room for it' })
    } else for (const account of caps) left.set(account, (left.get(account) ?? 0n) - reserveTicks)
  }
  return objections
}
