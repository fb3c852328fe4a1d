import type { MountName } from '../mounts/mount-names.ts'
import type { Fault } from './fault.ts'
import type { Phase } from './scenario.ts'
import { isFor, scenarioTable } from './table.ts'

const markerPattern = /\[sim:([^\]=\s]+)(?:=(\d+(?:\.\d+)?))?\]/g

export type ReadMarkers =
  | { readonly outcome: 'read'; readonly faults: ReadonlyMap<Phase, Fault> }
  | { readonly outcome: 'refused'; readonly reason: string }

/** Finds `[sim:failed]` or `[sim:slow_create=3000]` in a prompt. A misspelt name is worth an error: silence would look like success. */
export function readMarkers(prompt: string, mount: MountName): ReadMarkers {
  const faults = new Map<Phase, Fault>()
  for (const [, name = '', number] of prompt.matchAll(markerPattern)) {
    const listed = scenarioTable.get(name)
    if (listed === undefined) return { outcome: 'refused', reason: `unknown simulator scenario: ${name}` }
    if (!isFor(listed, mount)) {
      const known = listed.scenario.mounts?.join(', ')
      return { outcome: 'refused', reason: `simulator scenario ${name} is for ${known} only` }
    }
    faults.set(listed.phase, { name, value: number === undefined ? listed.scenario.value : Number(number) })
  }
  return { outcome: 'read', faults }
}
