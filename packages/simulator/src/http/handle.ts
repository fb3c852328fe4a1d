import type { IncomingMessage, ServerResponse } from 'node:http'
import { serveConsole } from '../console/console.ts'
import { findMount } from '../mounts/mounts.ts'
import { createTask } from '../routes/create-task.ts'
import { queryTask } from '../routes/query-task.ts'
import { serveContent } from '../routes/serve-content.ts'
import { serveFile } from '../routes/serve-file.ts'
import type { World } from '../world.ts'
import { send, sendJson } from './send.ts'

/** Finds the route of a request and answers whatever goes wrong in it. */
export async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
): Promise<void> {
  try {
    await route(request, response, world)
  } catch (error) {
    if (response.headersSent || world.stopping.aborted) response.destroy()
    else sendJson(response, 500, { error: `simulator: ${error instanceof Error ? error.message : error}` })
  }
}

async function route(request: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (path.startsWith('/files/') && reads) return serveFile(request, response, world, path)
  if (path.startsWith('/console/')) return serveConsole(request, response, world, path)
  const found = findMount(world.mounts, path)
  if (found === null) return sendJson(response, 404, { error: 'no such endpoint' })
  const { mount, rest } = found
  const known = mount.vendor.route(request.method ?? '', rest)
  switch (known?.call) {
    case 'create':
      return createTask(request, response, world, mount, known.operation)
    case 'query':
      return queryTask(request, response, world, mount, known.taskId)
    case 'content':
      return serveContent(request, response, world, mount, known.taskId)
    case undefined: {
      const { status, contentType, body, headers } = mount.vendor.noRoute(
        request.method ?? '',
        rest,
        mount.prefix,
      )
      return send(response, status, contentType, body, headers)
    }
  }
}
