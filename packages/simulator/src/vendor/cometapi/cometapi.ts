import { randomUUID } from 'node:crypto'
import type { Operation } from '../creation.ts'
import type { RawReply, Vendor } from '../vendor.ts'
import { xai } from '../xai/xai.ts'
import { cometCost, cometPriceList } from './prices.ts'
import { readCometCreation } from './read-creation.ts'
import { cometTaskReply } from './task-json.ts'

const operations: { readonly [path: string]: Operation } = {
  '/grok/v1/videos/generations': 'generate',
  '/grok/v1/videos/edits': 'edit',
}
const queryPath = /^\/grok\/v1\/videos\/([\w-]+)$/
const contentPath = /^\/v1\/videos\/([\w-]+)\/content$/

/** CometAPI, by section A2 of the reference and the two revisions of its query page. */
export const cometapi: Vendor = {
  // "Temporary": the links are xAI's.
  linkLifetimeS: xai.linkLifetimeS,
  priceList: cometPriceList,
  route(method, path) {
    const operation = operations[path]
    if (method === 'POST' && operation !== undefined) return { call: 'create', operation }
    if (method !== 'GET' || operation !== undefined) return null
    const [, taskId] = queryPath.exec(path) ?? []
    if (taskId !== undefined) return { call: 'query', taskId }
    const [, contentOf] = contentPath.exec(path) ?? []
    return contentOf === undefined ? null : { call: 'content', taskId: contentOf }
  },
  noRoute,
  readCreation: readCometCreation,
  newTaskId: randomUUID,
  renderSpan: xai.renderSpan,
  cost: cometCost,
  creationReply: xai.creationReply,
  taskReply: cometTaskReply,
  errorReply: ({ status, message, code = '', headers = {} }) => ({
    status,
    json: { error: { message, type: 'comet_api_error', param: '', code } },
    headers,
  }),
  keyRefusal: () => ({ status: 401, code: 'invalid_api_key', message: 'Invalid token' }),
  // The gateway software's own words: HTTP 400, not 404.
  unknownTask: () => ({
    status: 400,
    json: { code: 'task_not_exist', message: 'task_not_exist', data: null },
  }),
}

/** "301 or an HTML page: wrong path". The redirect stays on this machine, since some client may follow it. */
function noRoute(method: string, path: string, prefix: string): RawReply {
  const contentType = 'text/html; charset=utf-8'
  if (path === '/') return { status: 200, contentType, body: '<!doctype html><title>CometAPI</title>' }
  if (method === 'POST' && path === '/grok/v1/videos/extensions') {
    return { status: 404, contentType, body: '<!doctype html><title>404</title><h1>Page not found</h1>' }
  }
  return { status: 301, contentType, body: '', headers: { location: `${prefix}/` } }
}
