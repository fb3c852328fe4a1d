import type { Mount } from '../mounts/mounts.ts'
import { clipScenarios } from '../scenarios/clip-scenarios.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import type { TaskEntry } from '../tasks/task-store.ts'
import type { World } from '../world.ts'

/** The link that an answer gives; null where the file went into the client's own bucket. */
export function linkOf(entry: TaskEntry, world: World, mount: Mount): string | null {
  const { task } = entry
  if (task.isUploaded) return null
  const scenario = scenarioOf<ClipScenario>(clipScenarios, task.faults.clip)
  switch (scenario?.effect) {
    case 'link-needs-key':
    case 'link-redirects':
      return world.links.contentLinkFor(mount.prefix, task.id)
    case 'link-elsewhere':
      return world.links.elsewhere(world.links.linkFor(task.id, entry.deadLinks))
    default:
      return world.links.linkFor(task.id, entry.deadLinks)
  }
}
