import type { IncomingMessage, ServerResponse } from 'node:http'
import { serveConsole } from '../console/console.ts'
import { createTask } from '../routes/create-task.ts'
import { queryTask } from '../routes/query-task.ts'
import { serveFile } from '../routes/serve-file.ts'
import type { World } from '../world.ts'
import { sendJson } from './send.ts'

/** "baseUrl is the shared prefix for all public APIs". */
export const vendorPrefix = '/kyyReactApiServer'
const createPath = `${vendorPrefix}/v1/grok/videos`
const queryPath = `${vendorPrefix}/v1/result/`

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
  if (path === createPath && request.method === 'POST') return createTask(request, response, world)
  if (path.startsWith(queryPath) && request.method === 'GET') {
    return queryTask(request, response, world, path.slice(queryPath.length))
  }
  if (path.startsWith('/files/') && reads) return serveFile(request, response, world, path)
  if (path.startsWith('/console/')) return serveConsole(request, response, world, path)
  sendJson(response, path === createPath || path.startsWith(queryPath) ? 405 : 404, {
    error: 'no such endpoint',
  })
}
