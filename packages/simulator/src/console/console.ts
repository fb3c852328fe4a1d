import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallCounts } from '../call-counts.ts'
import { readBody } from '../http/read-body.ts'
import { sendJson } from '../http/send.ts'
import { mountNames } from '../mounts/mount-names.ts'
import { serveClip } from '../routes/serve-clip.ts'
import { scenarioTable } from '../scenarios/table.ts'
import { clipOf } from '../tasks/clip-of.ts'
import type { World } from '../world.ts'
import { billExport } from './bill-export.ts'
import { billView } from './bill-view.ts'
import { isLoopback } from './loopback-only.ts'
import { statsView } from './stats-view.ts'
import { taskView } from './task-view.ts'

/** What the vendor would never show: every task, the bill, the calls. For tests and for people; see README.md. */
export async function serveConsole(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  path: string,
): Promise<void> {
  if (!isLoopback(request)) {
    return sendJson(response, 403, { error: 'the console answers on loopback addresses only' })
  }
  const [, , page = '', id] = path.split('/')
  if (request.method === 'POST' && page === 'scenarios') return changeRates(request, response, world)
  if (request.method !== 'GET') return sendJson(response, 405, { error: 'not a method of this page' })

  const entry = id === undefined ? undefined : world.store.entries.get(id)
  if (page === 'tasks' && id === undefined) {
    const tasks = await Promise.all([...world.store.entries.values()].map((each) => taskView(each, world)))
    return sendJson(response, 200, { tasks })
  }
  if (page === 'tasks' && entry !== undefined) return sendJson(response, 200, await taskView(entry, world))
  if (page === 'clips' && entry !== undefined) {
    return serveClip(request, response, uncounted, await clipOf(entry, world.shelf))
  }
  if (page === 'bill' && id === undefined) return sendJson(response, 200, billView(world))
  if (page === 'bill.csv' || page === 'bill.json') return sendBill(request, response, world, page)
  if (page === 'stats' && id === undefined) {
    return sendJson(response, 200, statsView(world))
  }
  if (page === 'scenarios' && id === undefined) return sendJson(response, 200, scenarioView(world))
  sendJson(response, 404, {
    error:
      'the console has /console/tasks[/{id}], /console/bill, /console/bill.csv, /console/bill.json, /console/clips/{id}, /console/stats, /console/scenarios',
  })
}

/** `?mount=xai` for the usage of one vendor. */
function sendBill(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  page: 'bill.csv' | 'bill.json',
): void {
  const wanted = new URL(request.url ?? '/', 'http://simulator').searchParams.get('mount')
  const mount = mountNames.find((name) => name === wanted) ?? null
  if (wanted !== null && mount === null) {
    sendJson(response, 404, { error: `mount is one of ${mountNames.join(', ')}` })
    return
  }
  const isCsv = page === 'bill.csv'
  response
    .writeHead(200, { 'content-type': isCsv ? 'text/csv; charset=utf-8' : 'application/json' })
    .end(billExport(world, mount, isCsv ? 'csv' : 'json'))
}

/** Looking at a clip here is no download of the upstream's client. */
const uncounted: CallCounts = {
  count: () => undefined,
  list: () => ({ create: {}, poll: {}, download: {} }),
}

function scenarioView(world: World): object {
  return {
    scenarios: world.dice.listRates().map(({ name, rate, value }) => {
      const listed = scenarioTable.get(name)
      return {
        name,
        phase: listed?.phase,
        what: listed?.scenario.what,
        rows: listed?.scenario.rows,
        mounts: listed?.scenario.mounts ?? mountNames,
        rate,
        value,
        unit: listed?.scenario.unit,
      }
    }),
  }
}

async function changeRates(request: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
  // A web page can send a form to loopback, but not this type without asking first, and we never answer that question.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return sendJson(response, 415, { error: 'send application/json' })
  }
  const body = await readBody(request)
  if (body.outcome !== 'json' || typeof body.value !== 'object' || body.value === null) {
    return sendJson(response, 400, { error: 'send {"name": rate} or {"name": {"rate": r, "value": v}}' })
  }
  try {
    world.dice.setRates(Object.fromEntries(Object.entries(body.value)))
  } catch (error) {
    return sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) })
  }
  sendJson(response, 200, scenarioView(world))
}
