import { randomUUID } from 'node:crypto'
import type { Operation } from '../creation.ts'
import type { Vendor } from '../vendor.ts'
import { xaiCost, xaiPriceList } from './prices.ts'
import { readXaiCreation } from './read-creation.ts'
import { xaiTaskReply } from './task-json.ts'

const operations: { readonly [path: string]: Operation } = {
  '/v1/videos/generations': 'generate',
  '/v1/videos/edits': 'edit',
  '/v1/videos/extensions': 'extend',
}
const queryPath = /^\/v1\/videos\/([\w-]+)$/

/** Which code stands beside an HTTP status: some are hyphenated words, some are prose. */
const codes: { readonly [status: number]: string } = {
  400: 'invalid-argument',
  401: 'unauthenticated:no-credentials',
  402: 'personal-team-blocked:spending-limit',
  403: 'permission-denied',
  404: 'not-found',
  429: 'resource-exhausted',
}

/** xAI itself, by section A4 of the reference. */
export const xai: Vendor = {
  // "Temporary"; a day by the Python SDK's docstring.
  linkLifetimeS: 24 * 60 * 60,
  priceList: xaiPriceList,
  route(method, path) {
    const operation = operations[path]
    if (method === 'POST' && operation !== undefined) return { call: 'create', operation }
    const [, taskId] = queryPath.exec(path) ?? []
    return method === 'GET' && taskId !== undefined && operation === undefined
      ? { call: 'query', taskId }
      : null
  },
  noRoute: (_method, path) => ({
    status: operations[path] === undefined ? 404 : 405,
    contentType: 'application/json',
    body: JSON.stringify({ code: 'not-found', error: 'The requested resource was not found.' }),
  }),
  refusesType(contentType) {
    if (/^application\/json\b/i.test(contentType)) return null
    return {
      status: 415,
      code: 'unsupported-media-type',
      message: 'Expected request with `Content-Type: application/json`',
    }
  },
  readCreation: readXaiCreation,
  newTaskId: randomUUID,
  // "Several minutes" in the guide; about fifteen seconds for short clips was observed, so longer ones take more.
  renderSpan: ({ durationS }) => ({ fromS: 15 + 3 * durationS, toS: 30 + 8 * durationS }),
  cost: xaiCost,
  creationReply: (task) => ({ status: 200, json: { request_id: task.id } }),
  taskReply: xaiTaskReply,
  errorReply: ({ status, message, code, headers = {} }) => ({
    status,
    json: { code: code ?? codes[status] ?? 'internal', error: message },
    headers,
  }),
  keyRefusal: (given) =>
    given
      ? {
          status: 400,
          code: 'Client specified an invalid argument',
          message: 'Incorrect API key provided. You can obtain an API key from https://console.x.ai.',
        }
      : { status: 401, message: 'No credentials were provided.' },
  unknownTask: () => xai.errorReply({ status: 404, message: 'The requested video was not found.' }),
}
