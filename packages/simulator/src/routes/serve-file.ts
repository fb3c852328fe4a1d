import type { IncomingMessage, ServerResponse } from 'node:http'
import { send } from '../http/send.ts'
import { clipScenarios } from '../scenarios/clip-scenarios.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import { clipOf } from '../tasks/clip-of.ts'
import { elapsedSeconds, taskState } from '../tasks/task-state.ts'
import type { TaskEntry } from '../tasks/task-store.ts'
import type { World } from '../world.ts'
import { serveBroken } from './serve-broken.ts'
import { serveClip } from './serve-clip.ts'

/** "Generated video URLs are typically valid for 24 hours". */
const linkLifetimeS = 24 * 60 * 60

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
    return refuse(response, world, 404, 'no such file')
  }
  const scenario = scenarioOf<ClipScenario>(clipScenarios, entry.task.faults.clip)
  const value = entry.task.faults.clip?.value ?? 0
  if (scenario?.effect === 'link-dead' && link.number < value) {
    entry.deadLinks = Math.max(entry.deadLinks, link.number + 1)
    return refuse(response, world, 403, 'the link has expired')
  }
  const lifetimeS = scenario?.effect === 'link-short-lived' ? value : linkLifetimeS
  if (ageSeconds(entry, world) > lifetimeS) return refuse(response, world, 403, 'the link has expired')

  const clip = await clipOf(entry, world.shelf)
  const strikes = scenario !== undefined && (scenario.unit !== 'downloads' || entry.downloads < value)
  if (request.method === 'GET') entry.downloads += 1
  if (strikes && request.method === 'GET')
    return serveBroken(scenario.effect, value, request, response, world, clip)
  serveClip(request, response, world, clip)
}

function isCompleted(entry: TaskEntry, world: World): boolean {
  return taskState(entry.task, world.now(), world.speed) === 'completed'
}

function ageSeconds({ task }: TaskEntry, world: World): number {
  return elapsedSeconds(task, world.now(), world.speed) - (task.finishedAfterS ?? 0)
}

function refuse(response: ServerResponse, world: World, status: number, reason: string): void {
  world.calls.count('download', status)
  send(response, status, 'text/plain; charset=utf-8', `${reason}\n`)
}
