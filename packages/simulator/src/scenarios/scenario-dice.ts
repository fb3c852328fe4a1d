import type { MountName } from '../mounts/mount-names.ts'
import { roll } from '../roll.ts'
import type { Fault, Faults } from './fault.ts'
import { type Phase, phases } from './scenario.ts'
import { isFor, type ScenarioName, scenarioTable } from './table.ts'

/** How often a scenario strikes, from 0 to 1, and the number it then has (its default when absent). */
export type ScenarioRate = number | { readonly rate: number; readonly value?: number }
export type ScenarioRates = { readonly [name in ScenarioName]?: ScenarioRate | undefined }

export type ScenarioDice = {
  /** What strikes this request: its markers, else what the rates draw. */
  faultsFor(request: {
    readonly key: string
    readonly occurrence: number
    readonly mount: MountName
    readonly markers: ReadonlyMap<Phase, Fault>
  }): Faults
  /** Changes some rates, from now on; throws one line when a name or a number is wrong, and then changes nothing. */
  setRates(changes: { readonly [name: string]: unknown }): void
  listRates(): readonly { readonly name: string; readonly rate: number; readonly value: number }[]
}

type Rate = { readonly rate: number; readonly value: number }

/** Draws by rate. The same seed, request and occurrence draw the same, in whatever order requests come. */
export function openScenarioDice(seed: string, initial: ScenarioRates): ScenarioDice {
  let rates: ReadonlyMap<string, Rate> = withChanges(new Map(), initial)

  function draw(phase: Phase, key: string, occurrence: number, mount: MountName): Fault | null {
    if (rates.size === 0) return null
    let left = roll(seed, phase, key, occurrence)
    for (const [name, { rate, value }] of rates) {
      const listed = scenarioTable.get(name)
      if (listed?.phase !== phase || !isFor(listed, mount)) continue
      if (left < rate) return { name, value }
      left -= rate
    }
    return null
  }

  return {
    faultsFor({ key, occurrence, mount, markers }) {
      const pick = (phase: Phase): Fault | null => {
        const marker = markers.get(phase)
        if (marker === undefined) return draw(phase, key, occurrence, mount)
        const counts = scenarioTable.get(marker.name)?.scenario.unit === 'times'
        return counts && occurrence >= marker.value ? null : marker
      }
      return { create: pick('create'), render: pick('render'), poll: pick('poll'), clip: pick('clip') }
    },
    setRates(changes) {
      rates = withChanges(rates, changes)
    },
    listRates() {
      return [...scenarioTable.values()].map(({ name, scenario }) => ({
        name,
        ...(rates.get(name) ?? { rate: 0, value: scenario.value }),
      }))
    },
  }
}

function withChanges(
  rates: ReadonlyMap<string, Rate>,
  changes: { readonly [name: string]: unknown },
): ReadonlyMap<string, Rate> {
  const changed = new Map(rates)
  for (const [name, change] of Object.entries(changes)) {
    if (change !== undefined) changed.set(name, readRate(name, change))
  }
  for (const phase of phases) {
    const sum = [...changed]
      .filter(([name]) => scenarioTable.get(name)?.phase === phase)
      .reduce((total, [, { rate }]) => total + rate, 0)
    // Room for the rounding of sums like 0.1 + 0.2 + 0.7.
    if (sum > 1 + 1e-9) throw new Error(`the rates of the ${phase} scenarios add up to ${sum}, more than 1`)
  }
  return changed
}

function readRate(name: string, change: unknown): Rate {
  const listed = scenarioTable.get(name)
  if (listed === undefined) {
    throw new Error(`there is no scenario "${name}" (known: ${[...scenarioTable.keys()].join(', ')})`)
  }
  const given = typeof change === 'object' && change !== null ? new Map(Object.entries(change)) : undefined
  const rate: unknown = given === undefined ? change : given.get('rate')
  const value: unknown = given?.get('value') ?? listed.scenario.value
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) {
    throw new Error(`scenario ${name} needs a rate from 0 to 1 (found ${JSON.stringify(rate)})`)
  }
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new Error(`scenario ${name} needs a value of 0 or more ${listed.scenario.unit}`)
  }
  return { rate, value }
}
