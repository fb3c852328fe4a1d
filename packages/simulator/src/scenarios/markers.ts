import type { Fault } from './fault.ts'
import type { Phase } from './scenario.ts'
import { scenarioTable } from './table.ts'

const markerPattern = /\[sim:([^\]=\s]+)(?:=(\d+(?:\.\d+)?))?\]/g

export type ReadMarkers =
  | { readonly outcome: 'read'; readonly faults: ReadonlyMap<Phase, Fault> }
  | { readonly outcome: 'unknown-name'; readonly name: string }

/** Finds `[sim:failed]` or `[sim:slow_create=3000]` in a prompt. A misspelt name is worth an error: silence would look like success. */
export function readMarkers(prompt: string): ReadMarkers {
  const faults = new Map<Phase, Fault>()
  for (const [, name = '', number] of prompt.matchAll(markerPattern)) {
    const listed = scenarioTable.get(name)
    if (listed === undefined) return { outcome: 'unknown-name', name }
    faults.set(listed.phase, { name, value: number === undefined ? listed.scenario.value : Number(number) })
  }
  return { outcome: 'read', faults }
}
