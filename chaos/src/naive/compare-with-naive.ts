import type { OpenChaosWorld } from '../world/open-world.ts'
import { countLosses, type Losses } from './count-losses.ts'
import { openNaiveSystem } from './naive-system.ts'
import { reelkeepSystem } from './reelkeep-system.ts'
import type { System } from './system.ts'
import { jobsPerTrial, type Trial, trials } from './trials.ts'

export type Comparison = {
  readonly row: number
  readonly fault: string
  readonly naive: Losses
  readonly reelkeep: Losses
}

/** After the fault; what has not ended by then never will. */
const endsWithinMs = 40_000

/** Both systems meet each fault in turn, on the same services, with the same prompts but for the name in them. */
export async function compareWithNaive(
  world: OpenChaosWorld,
  onCompared: (comparison: Comparison) => void,
): Promise<readonly Comparison[]> {
  const naive = await openNaiveSystem(world)
  const comparisons: Comparison[] = []
  try {
    for (const trial of trials) {
      const comparison = {
        row: trial.row,
        fault: trial.fault,
        naive: await play(trial, naive, world),
        reelkeep: await play(trial, reelkeepSystem(world), world),
      }
      comparisons.push(comparison)
      onCompared(comparison)
    }
  } finally {
    await naive.close()
  }
  return comparisons
}

async function play(trial: Trial, system: System, world: OpenChaosWorld): Promise<Losses> {
  await world.atRest()
  const earlierKeys = new Set((await world.store.objects()).map(({ key }) => key))
  const prompts = Array.from({ length: trial.jobs ?? jobsPerTrial }, (_, index) => {
    const marker = trial.markers[index % trial.markers.length] ?? ''
    return `${system.name}, row ${trial.row}, clip ${index + 1} ${marker}`.trim()
  })
  await system.send(prompts)
  const created = (count: number): Promise<void> =>
    world
      .until(`${count} tasks exist`, async () => {
        const asked = new Set(prompts)
        return (await world.upstream.tasks()).filter(({ prompt }) => asked.has(prompt)).length >= count
      })
      .then(() => undefined)
  await trial.strike?.({ world, system, created })
  await endOf(system, prompts, world)
  await world.heal()
  return countLosses(world, system, { prompts, earlierKeys })
}

async function endOf(system: System, prompts: readonly string[], world: OpenChaosWorld): Promise<void> {
  const isOver = async () => {
    const standing = await system.standing()
    return prompts.every((prompt) => standing.get(prompt) !== 'moving')
  }
  // A system that never ends is a finding, counted as stuck.
  await world.until('every job has ended', isOver, endsWithinMs).catch(() => undefined)
}
