import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasKey } from '../http/bearer.ts'
import { sendVendorReply } from '../http/send-reply.ts'
import type { Mount } from '../mounts/mounts.ts'
import { clipScenarios } from '../scenarios/clip-scenarios.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import { clipOf } from '../tasks/clip-of.ts'
import { taskState } from '../tasks/task-state.ts'
import type { World } from '../world.ts'
import { serveClip } from './serve-clip.ts'

/** GET {mount}/v1/videos/{id}/content: the gateway software hands a file on to whoever has a key, to nobody else. */
export async function serveContent(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  mount: Mount,
  taskId: string,
): Promise<void> {
  const { vendor, traffic } = mount
  const refuse = (status: number, message: string): void => {
    traffic.calls.count('download', sendVendorReply(response, vendor.errorReply({ status, message })))
  }
  if (!hasKey(request, world.apiKeys)) return refuse(401, 'a key is needed to read this content')
  const entry = world.store.entries.get(taskId)
  if (entry === undefined || entry.task.mount !== mount.name) return refuse(404, 'no such task')
  const state = taskState(entry.task, world.now(), world.speed)
  if (state !== 'completed') return refuse(400, `the task is not finished (${state})`)
  traffic.noteKeyOnLink(true)
  const scenario = scenarioOf<ClipScenario>(clipScenarios, entry.task.faults.clip)
  if (scenario?.effect === 'link-redirects') {
    traffic.calls.count('download', 302)
    const location = world.links.elsewhere(world.links.linkFor(taskId, entry.deadLinks))
    response.writeHead(302, { location, 'content-length': 0 }).end()
    return
  }
  entry.downloads += 1
  serveClip(request, response, traffic.calls, await clipOf(entry, world.shelf))
}
