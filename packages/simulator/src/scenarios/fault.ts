import type { Phase } from './scenario.ts'

/** A scenario that struck, with its number. */
export type Fault = { readonly name: string; readonly value: number }

/** What struck one request, by phase. A task keeps its own on disk, so that a restart changes nobody's fate. */
export type Faults = { readonly [phase in Phase]: Fault | null }

/** The scenario behind a fault; undefined when none struck. */
export function scenarioOf<Kind>(
  table: { readonly [name: string]: Kind },
  fault: Fault | null,
): Kind | undefined {
  return fault === null ? undefined : table[fault.name]
}
