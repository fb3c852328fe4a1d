import type { IncomingMessage, ServerResponse } from 'node:http'
import { send } from '../http/send.ts'
import type { Mount } from '../mounts/mounts.ts'
import { clipScenarios } from '../scenarios/clip-scenarios.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import { clipOf } from '../tasks/clip-of.ts'
import { elapsedSeconds, taskState } from '../tasks/task-state.ts'
import type { TaskEntry } from '../tasks/task-store.ts'
import type { World } from '../world.ts'
import { serveBroken } from './serve-broken.ts'
import { serveClip } from './serve-clip.ts'

/** GET /files/{unguessable}/{task}.mp4: no key is needed, the address is the secret. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  path: string,
): Promise<void> {
  const link = world.links.readPath(path)
  const entry = link === null ? undefined : world.store.entries.get(link.taskId)
  if (link === null || entry === undefined || !isCompleted(entry, world)) {
    return send(response, 404, 'text/plain; charset=utf-8', 'no such file\n')
  }
  const { task } = entry
  const mount = world.mounts[task.mount]
  const hasKey = request.headers.authorization !== undefined
  if (hasKey) {
    entry.keysOnLinks += 1
    mount.traffic.noteKeyOnLink(false)
  }
  const scenario = scenarioOf<ClipScenario>(clipScenarios, task.faults.clip)
  const value = task.faults.clip?.value ?? 0
  // A signed link and a key are two ways to ask at once: such hosts refuse both together.
  const isElsewhere = scenario?.effect === 'link-elsewhere' || scenario?.effect === 'link-redirects'
  if (isElsewhere && hasKey) return refuse(response, mount, 400, 'only one way of authorization is allowed')
  if (scenario?.effect === 'forbidden') return refuse(response, mount, 403, 'Forbidden')
  if (scenario?.effect === 'link-dead' && link.number < value) {
    entry.deadLinks = Math.max(entry.deadLinks, link.number + 1)
    return refuse(response, mount, 403, 'the link has expired')
  }
  const lifetimeS = scenario?.effect === 'link-short-lived' ? value : mount.vendor.linkLifetimeS
  if (ageSeconds(entry, world) > lifetimeS) return refuse(response, mount, 403, 'the link has expired')

  const clip = await clipOf(entry, world.shelf)
  const strikes = scenario !== undefined && (scenario.unit !== 'downloads' || entry.downloads < value)
  if (request.method === 'GET') entry.downloads += 1
  if (strikes && request.method === 'GET') {
    return serveBroken(scenario.effect, value, request, response, { world, mount, clip })
  }
  serveClip(request, response, mount.traffic.calls, clip)
}

function isCompleted(entry: TaskEntry, world: World): boolean {
  return taskState(entry.task, world.now(), world.speed) === 'completed'
}

function ageSeconds({ task }: TaskEntry, world: World): number {
  return elapsedSeconds(task, world.now(), world.speed) - (task.finishedAfterS ?? 0)
}

function refuse(response: ServerResponse, mount: Mount, status: number, reason: string): void {
  mount.traffic.calls.count('download', status)
  send(response, status, 'text/plain; charset=utf-8', `${reason}\n`)
}
