import type { MountName } from '../mounts/mount-names.ts'
import { clipScenarios } from './clip-scenarios.ts'
import { createScenarios } from './create-scenarios.ts'
import { pollScenarios } from './poll-scenarios.ts'
import { renderScenarios } from './render-scenarios.ts'
import type { Phase, Scenario } from './scenario.ts'

const byPhase = {
  create: createScenarios,
  render: renderScenarios,
  poll: pollScenarios,
  clip: clipScenarios,
}

export type ScenarioName =
  | keyof typeof createScenarios
  | keyof typeof renderScenarios
  | keyof typeof pollScenarios
  | keyof typeof clipScenarios

export type ListedScenario = {
  readonly name: string
  readonly phase: Phase
  readonly scenario: Scenario
}

/** Every way in which the upstream can misbehave, by the name that rates and prompt markers use. */
export const scenarioTable: ReadonlyMap<string, ListedScenario> = new Map(
  (['create', 'render', 'poll', 'clip'] as const).flatMap((phase) =>
    Object.entries<Scenario>(byPhase[phase]).map(([name, scenario]) => [name, { name, phase, scenario }]),
  ),
)

/** Whether a scenario makes sense for a mount. */
export function isFor({ scenario }: ListedScenario, mount: MountName): boolean {
  return scenario.mounts === undefined || scenario.mounts.includes(mount)
}
